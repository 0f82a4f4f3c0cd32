"""One module a family of commands; the command line adds each command that it finds in one."""
