"""What the page says, as messages: English here, other languages in the catalogues."""

from __future__ import annotations

from collections.abc import Mapping

from briefbook.wording import Message, _, ngettext

__all__ = [
    "DELIVERY_KINDS",
    "DELIVERY_STATES",
    "OUTCOMES",
    "STATES",
    "WORDS",
    "counted_problems",
    "progress_told",
]

#: The states of outputs, as the matrix names them.
STATES: Mapping[str, Message] = {
    "current": _("current"),
    "stale": _("stale"),
    "missing": _("missing"),
    "failed": _("failed"),
    "altered": _("altered by hand"),
    "orphaned": _("orphaned"),
}

#: What became of an output in a run.
OUTCOMES: Mapping[str, Message] = {
    "built": _("built"),
    "current": _("current"),
    "kept": _("kept"),
    "failed": _("failed"),
}

#: How deliveries stand.
DELIVERY_STATES: Mapping[str, Message] = {
    "intended": _("not confirmed"),
    "delivered": _("delivered"),
    "failed": _("not delivered"),
    "superseded": _("superseded"),
}

#: What is delivered.
DELIVERY_KINDS: Mapping[str, Message] = {
    "documents": _("documents"),
    "unchanged": _("word that nothing has changed"),
    "failure": _("word that outputs failed"),
}

#: The sentences of the page, by the names under which its templates ask for them.
WORDS: Mapping[str, Message] = {
    "skip": _("Skip to the content"),
    "outputs": _("Outputs"),
    "runs": _("Runs"),
    "run": _("Run"),
    "pages": _("Pages"),
    "language_of_page": _("Language of the page"),
    "build": _("Build what is stale"),
    "nothing_stale": _("Everything is current"),
    "subject": _("Subject"),
    "whole_book": _("The whole book"),
    "matrix": _("Every output of the book: a row for each subject"),
    "not_wanted": _("no output here"),
    "orphans": _("No longer asked for"),
    "orphans_hint": _("The book no longer asks for these files; briefbook clean removes them."),
    "show_all": _("All"),
    "show_open": _("Only what is not current"),
    "show": _("Show"),
    "none_open": _("Every output is current."),
    "no_outputs": _("The book asks for no outputs yet."),
    "more_reasons": _("more reasons"),
    "as_text": _("Text"),
    "as_file": _("File"),
    "view": _("View"),
    "open_file": _("Open the file"),
    "save_file": _("Save the file"),
    "no_file": _("This file has not been made yet."),
    "docx_file": _(
        "A browser does not show this format. Save the file and open it in your word processor; "
        "the text is under “Text”."
    ),
    "facts": _("Facts"),
    "facts_hint": _(
        "Point at a block of the text, or reach the text with Tab and move through it with the "
        "arrow keys: the facts that it shows appear here. Enter goes to them, Escape returns."
    ),
    "facts_list": _("All facts that this text rests on"),
    "facts_of_block": _("Facts of this block"),
    "no_facts": _("This text rests on no facts."),
    "source": _("Source"),
    "as_of": _("as of"),
    "template": _("Template"),
    "problems": _("The book cannot be built"),
    "problems_hint": _(
        "Save the file once it is put right: this page follows by itself. Below are the outputs "
        "as they last stood."
    ),
    "failed_hint": _("Save the file once it is put right: this page follows by itself."),
    "failed_text": _("This text could not be composed"),
    "failed_file": _("This file could not be made"),
    "hint": _("What to do"),
    "warning": _("Warning"),
    "error": _("Error"),
    "number": _("No."),
    "started": _("Started"),
    "began_by": _("Began by"),
    "date": _("Date of the book"),
    "built": _("Built"),
    "current": _("Current"),
    "kept": _("Kept"),
    "failed": _("Failed"),
    "duration": _("Time"),
    "unfinished": _("not finished"),
    "runs_caption": _("Past builds, the newest first"),
    "no_runs": _("There have been no builds yet."),
    "output": _("Output"),
    "outcome": _("Outcome"),
    "reason": _("Reason"),
    "deliveries": _("Deliveries"),
    "deliveries_caption": _("What was sent to whom, the newest first"),
    "no_deliveries": _("Nothing has been delivered yet."),
    "delivery": _("Delivery"),
    "recipient": _("Recipient"),
    "sent": _("Sent"),
    "what": _("What"),
    "state": _("State"),
    "attempts": _("Attempts"),
    "occasion": _("Occasion"),
    "uncertain": _("may have arrived more than once"),
    "run_caption": _("What this run did"),
    "run_empty": _("This run found every output current."),
    "cannot_show": _("This page cannot be shown"),
    "back": _("Back to the outputs"),
    "not_found": _("There is no such page"),
    "not_found_hint": _("The record or document may have been renamed."),
    "busy": _("Building…"),
    "reading": _("Reading the book…"),
    "connection_lost": _("The preview has ended. Start it again to go on."),
    "watched": _("Builds after every save"),
    "not_watched": _("Builds when you press the button"),
    "without_script": _("Without scripts this page does not follow changes: load it again."),
}


def counted_problems(count: int) -> Message:
    """Say how many problems a book has."""
    return ngettext("{count} problem", "{count} problems", count)


def progress_told(done: int, total: int) -> Message:
    """Say how far a build has come."""
    return _("Building: {done} of {total}", done=done, total=total)
