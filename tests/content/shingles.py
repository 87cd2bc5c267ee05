"""Runs of eight words, as hashes: a text can be compared with one that is not kept here.

``foreign-shingles.txt`` holds those of texts whose sentences may not be printed: of the
page that the facts were read on, and of examples of style.

``python -m tests.content.shingles FILE…`` prints the hashes of the lines of files.
Proper names and fixed terms count as one word each, for everybody writes them alike.
"""

from __future__ import annotations

import re
import sys
from hashlib import sha256
from pathlib import Path

LENGTH = 8

_NAMES = re.compile(
    "|".join(
        [
            # Russian
            r"управлени\w+ (?:оон|организации объединенных наций) по наркотикам и преступности",
            r"унп оон",
            r"глобальн\w+ план\w* действий оон по борьбе с торговлей людьми",
            r"межучрежденческ\w+ (?:координац\w+ )?групп\w+ (?:оон )?по борьбе с торговлей людьми",
            r"целев\w+ фонд\w* добровольных взносов оон для жертв торговли людьми",
            r"конвенци\w+ (?:оон|организации объединенных наций) против коррупции",
            r"комисси\w+ (?:оон )?по предупреждению преступности и уголовному правосудию",
            r"комисси\w+ (?:оон )?по наркотическим средствам",
            r"функциональн\w+ комисси\w+ (?:экосос|экономического и социального совета)",
            r"экономическ\w+ и социальн\w+ совет\w*",
            r"постоянн\w+ представител\w+ беларуси при международных организациях в вене",
            r"президент\w* республики беларусь",
            r"международн\w+ учебн\w+ центр\w*",
            r"академи\w+ (?:мвд беларуси|министерства внутренних дел республики беларусь)",
            r"международн\w+ учебно-тренировочн\w+ курс\w*",
            r"организаци\w+ объединенных наций",
            r"республик\w+ беларусь",
            r"торговл\w+ человеческими органами",
            r"торговл\w+ людьми",
            r"нов\w+ психоактивн\w+ веществ\w*",
            r"социальн\w+ реабилитаци\w+ наркозависимых лиц",
            # English
            r"united nations office on drugs and crime",
            r"united nations global plan of action to combat trafficking in persons",
            r"inter-agency coordination group against trafficking in persons",
            r"united nations voluntary trust fund for victims of trafficking in persons",
            r"united nations convention against corruption",
            r"commission on crime prevention and criminal justice",
            r"commission on narcotic drugs",
            r"(?:functional commissions? of the )?economic and social council",
            r"permanent representative of the republic of belarus to the international \w+",
            r"president of the republic of belarus",
            r"republic of belarus",
            r"international training centre",
            r"trafficking in (?:persons|human organs)",
            r"new psychoactive substances",
            # addresses
            r"(?:[a-z]+\.)+(?:org|by)",
        ]
    )
)
_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text in small letters, each name as one word."""
    plain = " ".join(text.replace("\u00a0", " ").lower().replace("ё", "е").split())
    return _WORD.findall(_NAMES.sub("имя", plain))


def shingles(text: str) -> set[str]:
    """Return the hashes of all runs of eight words."""
    plain = words(text)
    runs = [plain[start : start + LENGTH] for start in range(len(plain) - LENGTH + 1)]
    said = [run for run in runs if not all(word.isdigit() for word in run)]
    return {sha256(" ".join(run).encode()).hexdigest()[:16] for run in said}


def main(files: list[str]) -> None:
    """Print the hashes of the lines of files, sorted."""
    found: set[str] = set()
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            found |= shingles(line)
    sys.stdout.write("".join(f"{digest}\n" for digest in sorted(found)))


if __name__ == "__main__":
    main(sys.argv[1:])
