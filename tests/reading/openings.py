"""Opening sentences behind which the tests of reading put theirs: a missile (m), a launcher (s), one by name."""

from __future__ import annotations

OPENINGS = {
    "en m": "North Korea fired a ballistic missile on Friday.",
    "en s": "India launched a PSLV rocket from Sriharikota on Friday.",
    "en x": "SpaceX launched a Starship rocket from Boca Chica on Friday.",
    "en j": "Japan's Space One launched its Kairos rocket on Friday.",
    "fr m": "La Corée du Nord a tiré vendredi un missile balistique.",
    "fr s": "Une fusée Vega a décollé vendredi de Kourou.",
    "de m": "Nordkorea hat am Freitag eine ballistische Rakete abgefeuert.",
    "de s": "Eine Ariane-6-Rakete ist am Freitag in Kourou gestartet.",
    "es m": "Corea del Norte lanzó el viernes un misil balístico.",
    "es s": "Un cohete Vega despegó el viernes de Kourou.",
    "ru m": "КНДР в пятницу запустила баллистическую ракету.",
    "ru s": "Ракета «Союз-2» стартовала в пятницу с космодрома Восточный.",
    "ja m": "北朝鮮は9日、弾道ミサイル1発を発射した。",
    "ja s": "イプシロンロケットが9日、打ち上げられた。",
    "ko m": "북한이 9일 탄도미사일을 발사했다.",
    "ko s": "누리호가 9일 발사됐다.",
    "en c": "China launched a Long March 2D rocket on Friday.",
    "fr x": "SpaceX a lancé vendredi une fusée Starship depuis Boca Chica.",
}
