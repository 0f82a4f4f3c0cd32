"""Write docs/reference/commands.md from the commands' own help."""

import click

from reporter.cli import cli


def page() -> str:
    """Return docs/reference/commands.md."""
    lines = [
        "# Commands",
        "",
        "Made by `make docs` from the commands themselves; a test fails when it is stale. What each exit code means "
        "stands in the README.",
        "",
    ]
    context = click.Context(
        cli, info_name="reporter", terminal_width=100, max_content_width=100, **cli.context_settings
    )
    lines += ["## `reporter`", "", "```text", cli.get_help(context), "```", ""]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        own = click.Context(command, info_name=name, parent=context, terminal_width=100, max_content_width=100)
        lines += [f"## `reporter {name}`", "", "```text", command.get_help(own), "```", ""]
    return "\n".join(lines)
