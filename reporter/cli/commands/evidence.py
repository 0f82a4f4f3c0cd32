"""Commands on what leaves the building: packs, certifications and answers to requests."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from reporter.cli.options import FILE, FOLDER, JSON
from reporter.cli.output import print_json, say, tell
from reporter.text import on_one_line


@click.command()
@click.argument("pack", type=click.Path(path_type=Path, exists=True))
@click.option(
    "--digest",
    default="",
    help="The pack's root digest, as `reporter run` and `certify` print it (default: pack.sha256 beside it).",
)
@click.option("--report", type=FILE, help="A report, such as board.html: was it filed with this pack?")
@click.option("--allowed-signers", type=FILE, help="OpenSSH's file of whose signatures count; pack.sig must be there.")
@JSON
def verify(pack: Path, digest: str, report: Path | None, allowed_signers: Path | None, as_json: bool) -> None:
    """Recompute everything from an evidence pack alone: digests, the engine, and the second implementation."""
    from reporter.evidence import verify_pack

    asked = verify_pack.Asked(root=digest.strip().lower(), report=report, allowed_signers=allowed_signers)
    found = verify_pack.verify(pack, asked, tell)
    if as_json:
        print_json(asdict(found))
    else:
        for remark in found.remarks:
            say(on_one_line(remark), err=True)
        for one in found.differences:
            say(f"differs: {on_one_line(one)}")
        for one in found.signed_by:
            say(f"signed: {on_one_line(one)}")
        if not found.differences:
            say(f"{found.outcome_count} outcomes agree three ways; claim: {found.claim}. {found.sentence}")
            for line in found.answers:
                say(on_one_line(line))
    sys.exit(5 if found.differences else 0)


@click.command()
@FOLDER
@click.option(
    "--key", type=FILE, help="An OpenSSH private key (Ed25519); without it the command that signs is printed."
)
def approve(folder: Path, key: Path | None) -> None:
    """Write rules.txt, which names the policy and every query by its digest, and sign it for --require-signed."""
    from reporter.evidence import signed_rules

    for path in signed_rules.approve(folder, key):
        say(path.name)
    if not key:
        say(f"Not signed yet. Read it, then run: {signed_rules.ssh_keygen_command(folder)}", err=True)


@click.command()
@click.argument("edition")
@FOLDER
@click.option("--for-reviewers", is_flag=True, help="Write pack-reviewer/: pseudonyms, no personal attributes.")
def pack(edition: str, folder: Path, for_reviewers: bool) -> None:
    """Write the pack for reviewers of a filed edition, such as 2026-10/r1; the full pack is made by each run."""
    from reporter.workflows import afterwards

    if not for_reviewers:
        raise click.UsageError("Each run writes the full pack. For one without names, give --for-reviewers.")
    say(afterwards.pack_for_reviewers(folder, edition, tell))


@click.command()
@click.argument("edition")
@FOLDER
@click.option("--name", required=True, help="Who certifies: name and office, as to be printed.")
@click.option("--key", type=FILE, help="An OpenSSH private key (Ed25519); without it nothing is signed.")
@click.option(
    "--override", default="", help="Certify although a leg does not hold or a newer edition is filed: say why."
)
def certify(edition: str, folder: Path, name: str, key: Path | None, override: str) -> None:
    """Write and sign certification.txt beside the pack of a filed edition, such as 2026-10/r1.

    Refused (exit 2) while a completeness leg that the claim needs does not hold, or a newer edition of the period is
    filed, unless --override says why; the override is printed in the text. A pack or report that is not what was filed
    cannot be certified (exit 5).
    """
    from reporter.workflows import afterwards

    for path in afterwards.certify(folder, edition, name, key, override, tell):
        say(str(path))


@click.command()
@click.argument("request", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@FOLDER
def packet(request: Path, folder: Path) -> None:
    """Answer a request from a filed edition, and log what left the building and to whom."""
    from reporter.workflows import afterwards

    made = afterwards.packet(folder, request, tell)
    for path in sorted(made.rglob("*")):
        if path.is_file():
            say(str(path))
