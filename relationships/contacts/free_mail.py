"""Mail providers of everybody: addresses there say nothing about where somebody works. Pure."""

from __future__ import annotations

FREE_MAIL = frozenset(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com "
    "aol.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de proton.me protonmail.com posteo.de mail.com mail.ru "
    "yandex.ru qq.com 163.com orange.fr free.fr laposte.net libero.it bluewin.ch hotmail.co.uk yahoo.co.uk "
    "126.com a1.net aon.at alice.it arcor.de att.net bellsouth.net bol.com.br btinternet.com comcast.net cox.net "
    "fastmail.com foxmail.com freenet.de hanmail.net hey.com hispeed.ch home.nl hotmail.de hotmail.es hotmail.fr "
    "hotmail.it interia.pl live.co.uk live.de live.fr live.nl naver.com o2.pl onet.pl outlook.de outlook.fr planet.nl "
    "rediffmail.com rocketmail.com sbcglobal.net seznam.cz sina.com skynet.be sunrise.ch telenet.be terra.com.br "
    "tiscali.it tuta.io tutanota.com uol.com.br verizon.net virgilio.it virginmedia.com wanadoo.fr wp.pl yahoo.co.in "
    "yahoo.co.jp yahoo.de yahoo.es yahoo.fr yahoo.it ziggo.nl zoho.com".split()
)
