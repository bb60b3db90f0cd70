"""Makes the shipped launch and failure tables from GCAT-derived facts.

Run from the repository root: `.venv/bin/python design/build_launches.py`. Reads `../shared/data`, or the folder named
by DOWNRANGE_SHARED; writes `src/downrange/catalog/data/launches.tsv` and `failures.tsv`. Fails on a site or vehicle
that has no row in the maps below, so that nothing gets a country or a site by accident.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("DOWNRANGE_SHARED", ROOT.parent / "shared")) / "data"
OUT = ROOT / "src" / "downrange" / "catalog" / "data"

SITES = {
    "Andoya Rocket Range, Andoy, Nordland, Norge": "andoya",
    "Baikonur Cosmodrome (Tyuratam)": "baikonur",
    "Barents Launch Area, Barentsovo More, Murmansk Oblast'  (Os. Kildin)": "barents-sea-launch",
    "Barge launch site, Jungmun, Jeju I.": "jeju-barge",
    "Base Aerea de Gando, Gran Canaria": "gando",
    "Bowen Orbital Spaceport, Queensland": "bowen",
    "CLA, Alcantara Space Center": "alcantara",
    "Centre Interarmees d'Essais d'Engins Speciaux (CIEES), Algerie": "hammaguir",
    "China Sea Launch": "china-sea-launch",
    "Cornwall Airport Newquay": "cornwall",
    "Edwards AFB, California": "edwards",
    "Guiana Space Center (Kourou)": "kourou",
    "Hainan Shangye Hangtian Fashe Chang (Hainan Commercial Space Launch Site)": "hainan-commercial",
    "Jiuquan SLC (Shuang Cheng Tzu)": "jiuquan",
    "Kagoshima Space Center (Uchinoura)": "uchinoura",
    "Kapustin Yar MSC": "kapustin-yar",
    "Kauai Test Facility (KTF), Barking Sands, Kauai": "kauai",
    "Kennedy Space Center (ETR)": "kennedy",
    "Kodiak Launch Complex": "kodiak",
    "Mid-Atlantic Regional Spaceport": "wallops",
    "Mojave Spaceport, California": "mojave",
    "Naro Space Center": "naro",
    "Plesetsk Cosmodrome": "plesetsk",
    "Rocket Lab Launch Complex 1, Mahia Peninsula": "mahia",
    "San Marco Launch Complex, Formosa Bay, Kenya": "san-marco",
    "Sea Launch Kiritimati Launch Area, Pacific Ocean": "sea-launch",
    "Semnan": "semnan",
    "Shahroud Missile Test Site": "shahroud",
    "Sohae Satellite Launching Station": "sohae",
    "Spaceport Florida Authority": "cape-canaveral",
    "Spaceport Kii, Kanagawa": "kii",
    "Sriharikota Space Center": "sriharikota",
    "Starbase, Boca Chica Beach, Texas": "starbase",
    "Taiyuan SLC (Wuzhai)": "taiyuan",
    "Tanegashima Space Center": "tanegashima",
    "Tonghae SLG, Musudan-ri, Hwadae-gun, Hamgyong Pukdo, Choson": "tonghae",
    "US Army Kwajalein Atoll (USAKA), Marshall Islands": "kwajalein",
    "Vandenberg Space Force Base": "vandenberg",
    "Vostochny Cosmodrome": "vostochny",
    "Wenchang Satellite Launch Center": "wenchang",
    "Woomera Instrumented Range, Woomera, South Australia": "woomera",
    "Xichang Satellite Launch Center": "xichang",
    "Yangjiang launch area": "yangjiang",
    "Yasniy site, Dombarovskiy Air Base, Orensburgskaya Oblast', Rossiya": "yasny",
    "Yavne Launch Facility (Palmachim)": "palmachim",
}
# The catalog files Svobodny under Vostochny; the two pads areas are told apart by their coordinates.
SVOBODNY_LONGITUDE = "128.19"

# Who operates a vehicle, by the beginning of its name. ELDO's Europa has no country: 'EU', the code reserved for it.
OPERATORS = {
    "AU": "Eris SPARTA",
    "BR": "VLS-1",
    "CN": "Chang Feng Gushenxing Jielong KT- Kuaizhou Lijian OS-M1 Shuang Tianlong Yinli Zhuque",
    "DE": "Spectrum",
    "EU": "Europa",
    "FR": "Ariane Diamant Vega",
    "GB": "Black",
    "IL": "Shavit",
    "IN": "ASLV GSLV LVM3 PSLV SLV-3 SSLV",
    "IR": "Qaem-100 Qased Safir Simorgh Zoljanah",
    "JP": "Epsilon H-1 H-II H-IIA H-IIB H3- Kairos Lambda M-V Mu- N-1 N-2 SS-520",
    "KP": "Cheonlima-1 Kwangmyongsong NK Paektusan Unha-",
    "KR": "ADD HANBIT-NANO Naro-1 Nuri",
    "RU": "Angara Angara- Dnepr Energiya K65M-RB Kosmos Molniya Polyot Proton- R-36O Rokot Shtil'-1 Soyuz Soyuz- "
    "Sputnik Start Start-1 Start-1.2 Strela Tsiklon- UR-500 UR-500K Volna Voskhod Vostok Vostok- Zenit-",
    "US": "ARPA Antares Astra Athena- Atlas Blue Commercial Conestoga Delta Electron Falcon Firefly Juno Jupiter LLV-1 "
    "LMLV-1 LauncherOne Minotaur Minotaur- New Nike Pegasus RS1 SLS Saturn Scout Space Starship Super "
    "Taurus Terran Thor Thorad Titan Uprated Vanguard Vulcan",
}
# Same vehicle, another operator: (beginning of the vehicle's name, site) -> country.
ELSEWHERE = {
    ("N-1 11A52", "baikonur"): "RU",
    ("Scout", "san-marco"): "IT",
    ("Soyuz-ST", "kourou"): "FR",
    ("Zenit-3SL", "sea-launch"): "US",
}
SOVIET_UNTIL = "1991-12-26"
"""First day on which Soviet launches count as Russian."""

CREDIT = "# J. McDowell, GCAT (planet4589.org/space/gcat), CC-BY 4.0; see SOURCES.md\n"
GCAT_MONTHS = {
    m: i + 1 for i, m in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
}


def operator_of(vehicle: str, site: str, day: str) -> str:
    """ISO country of the operator; 'SU' before the end of the Soviet Union."""
    for (beginning, at), country in ELSEWHERE.items():
        if site == at and vehicle.startswith(beginning):
            found = country
            break
    else:
        matches = {c for c, names in OPERATORS.items() for n in names.split() if _begins(vehicle, n)}
        if len(matches) != 1:
            raise SystemExit(f"vehicle {vehicle!r}: operators {sorted(matches)}. hint: mend OPERATORS")
        (found,) = matches
    return "SU" if found == "RU" and day < SOVIET_UNTIL else found


def _begins(vehicle: str, name: str) -> bool:
    first = re.split("[ /]", vehicle)[0]
    return first == name or first.startswith(name if name.endswith("-") else name + "-")


def write_launches() -> int:
    """Write launches.tsv; rows sorted by time."""
    rows: list[str] = []
    with (SHARED / "catalog" / "launches_1957_2025.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            site = SITES[row["site"]]
            if site == "vostochny" and row["lon_deg"] == SVOBODNY_LONGITUDE:
                site = "svobodny"
            variant = "" if row["variant"] == "-" else row["variant"]
            country = operator_of(row["vehicle"], site, row["liftoff_utc"][:10])
            rows.append("\t".join((row["liftoff_utc"], row["cospar"], site, row["vehicle"], variant, country)))
    rows.sort()
    head = CREDIT + "liftoff_utc\ttag\tsite\tvehicle\tvariant\tcountry\n"
    (OUT / "launches.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return len(rows)


def write_failures() -> int:
    """Write failures.tsv: an object a line."""
    lines = ["tag\tday\tid\ttype\tname\tmass_kg\tperigee_km\tapogee_km\tinclination_deg\tdestination"]
    with (SHARED / "failures" / "gcat_failed_to_orbit_1998_on.csv").open(encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["launch_tag"], row["jcat"]))
    for row in rows:
        year, month, day = row["launch_date"].rstrip("?").split()[:3]
        kind = re.match(r"[A-Z]\d?", row["type"])
        destination = "" if row["destination"] == "-" else row["destination"]
        cells = (
            row["launch_tag"],
            f"{year}-{GCAT_MONTHS[month]:02d}-{int(day):02d}",
            row["jcat"],
            kind.group() if kind else "",
            row["name"],
            row["mass_kg"],
            row["perigee_km"],
            row["apogee_km"],
            row["inclination_deg"],
            destination,
        )
        lines.append("\t".join(cells))
    (OUT / "failures.tsv").write_text(CREDIT + "\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    print(write_launches(), "launches,", write_failures(), "objects of failed launches")
