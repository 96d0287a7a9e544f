"""A folder of a mail server is emptied into the drop folder, and what was taken is marked there."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator

import pytest

from relationships.capture.mail_folder import fetch_folder
from tests.capture.letters import letter

pytestmark = pytest.mark.django_db


class MailServer:
    """Speaks as much IMAP as reading a folder takes."""

    def __init__(self, *mails: bytes) -> None:
        self.mails = {str(number): mail for number, mail in enumerate(mails, 1)}
        self.seen: set[str] = set()
        self.heard: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://drop%40x:p%20w@127.0.0.1:{self.listener.getsockname()[1]}/Drop%20box"

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rwb") as talk:
                talk.write(b"* OK ready\r\n")
                talk.flush()
                for said in talk:
                    tag, _, command = said.decode().strip().partition(" ")
                    self.heard.append(command)
                    talk.write(self._answer(command) + f"{tag} OK done\r\n".encode())
                    talk.flush()

    def _answer(self, command: str) -> bytes:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1\r\n"
        if "SEARCH" in command:
            return ("* SEARCH " + " ".join(uid for uid in self.mails if uid not in self.seen)).encode() + b"\r\n"
        if fetched := re.search(r"UID FETCH (\d+)", command):
            mail = self.mails[fetched[1]]
            return f"* 1 FETCH (UID {fetched[1]} BODY[]<0> {{{len(mail)}}}\r\n".encode() + mail + b")\r\n"
        if stored := re.search(r"UID STORE (\d+) \+FLAGS", command):
            self.seen.add(stored[1])
        return b"* BYE\r\n" if command == "LOGOUT" else b""


@pytest.fixture
def server() -> Iterator[MailServer]:
    made = MailServer(letter(), letter(message_id="<two@x>"))
    yield made
    made.listener.close()


def test_unread_mail_is_delivered_once(maildir, server, settings):
    settings.CAPTURE_IMAP_URL = server.url
    assert (fetch_folder(), fetch_folder()) == (2, 0)
    assert sorted(path.read_bytes() for path in (maildir / "new").iterdir()) == sorted(server.mails.values())
    assert 'LOGIN drop@x "p w"' in server.heard
    assert 'SELECT "Drop box"' in server.heard


@pytest.mark.parametrize("url", ["", "http://x.example/", "imap://127.0.0.1:1/"])
def test_no_folder_and_no_server_are_no_trouble(maildir, settings, url):
    settings.CAPTURE_IMAP_URL = url
    assert fetch_folder() == 0
