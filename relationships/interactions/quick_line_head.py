"""The log line before its topic: the verb, the names, the clients, and bits anywhere between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from relationships.interactions.quick_line_bits import Bit, Reader, Slot
from relationships.interactions.quick_line_words import Words

Span = tuple[int, int]
LONGEST_NAME = 7  # words; more is a sentence, not a name


@dataclass(slots=True)
class Head:
    """Spans count lexemes. A client's flag says whether it came after `at`, and so may be only a place."""

    kind: str = ""
    direction: str = ""
    verbs: list[Span] = field(default_factory=list)
    people: list[Span] = field(default_factory=list)
    clients: list[tuple[Span, bool]] = field(default_factory=list)
    notes: list[Span] = field(default_factory=list)
    bits: list[tuple[int, Bit]] = field(default_factory=list)

    @property
    def filled(self) -> set[Slot]:
        return {bit.slot for _, bit in self.bits}


def read_head(reader: Reader, end: int) -> Head:
    """Read lexemes [0, end) of the reader's line."""
    return _HeadReader(reader, end).read()


@dataclass(slots=True)
class _HeadReader:
    reader: Reader
    end: int
    head: Head = field(default_factory=Head)
    place: int = 0
    name_from: int | None = None

    @property
    def words(self) -> Words:
        return self.reader.words

    def read(self) -> Head:
        self._verbs()
        only_bits = self.reader.only_bits(self.place, self.end)
        while self.place < self.end:
            bit = self._free_bit(only_bits[self.place])
            if bit:
                self._close_name()
                self.head.bits.append((self.place, bit))
                self.place += bit.span
            else:
                self._word()
        self._close_name()
        self._direction_by_kind()
        return self.head

    def _verbs(self) -> None:
        """Fillers and one or two verbs at the start ("had a video call"); fillers alone may begin a name (An Ngo)."""
        place = self.place
        while self._at(place) in self.words.fillers:
            place += 1
        first = place
        while place < min(first + 2, self.end) and self._is_verb(place):
            place += 1
        if place > first:
            self._kind_by(first)
            self.head.verbs.append((first, place))
            while self._at(place) in self.words.fillers:
                place += 1
            self.place = place

    def _is_verb(self, place: int) -> bool:
        initial = len(self.reader.line[place].text) == 2 and self.reader.line[place].text.endswith(".")
        return self._at(place) in self.words.verbs and not initial

    def _kind_by(self, place: int) -> None:
        self.head.kind, self.head.direction = self.words.verbs[self._at(place)]

    def _free_bit(self, rest_is_bits: bool) -> Bit | None:
        bit = self.reader.bit_at(self.place)
        if bit is None or bit.slot in self.head.filled or self.place + bit.span > self.end:
            return None
        # A plus between names joins them; a feeling stands after everything but bits.
        return None if bit.slot is Slot.FEEL and not rest_is_bits else bit

    def _word(self) -> None:
        word = self._at(self.place)
        if word == "@":
            self._client(self.place + 1, soft=False)
        elif word in self.words.at_client and self.place + 1 < self.end:
            self._client(self.place + 1, soft=True)
        elif word in self.words.places:
            self._close_name()
            begin, self.place = self.place, self._until_break(self.place + 1)
            self.head.notes.append((begin, self.place))
        elif word in self.words.connectors and not (word in self.words.particles and self.name_from is not None):
            self._connector(word)
        elif word in self.words.and_ or word == "=":
            self._close_name()
            self.place += 1
        else:
            self.name_from = self.place if self.name_from is None else self.name_from
            self.place += 1

    def _client(self, begin: int, *, soft: bool) -> None:
        self._close_name()
        short = soft or (begin < self.end and self.reader.line[begin].joined)
        self.place = self._until_break(begin, and_breaks=short)
        if begin < self.place:
            self.head.clients.append(((begin, self.place), soft))

    def _connector(self, word: str) -> None:
        if word in self.words.with_ and self.name_from is not None and not self.head.kind and not self.head.people:
            self._title(self.name_from)
        self._close_name()
        if not self.head.direction and word not in self.words.with_:
            self.head.direction = "theirs" if word in self.words.from_ else "ours"
        self.place += 1

    def _title(self, begin: int) -> None:
        """`Steering committee with Ana`: what stands before the first `with` is what it was, not who."""
        verb = next((place for place in range(begin, self.place) if self._is_verb(place)), None)
        if verb is not None:
            self._kind_by(verb)
        self.head.notes.append((begin, self.place))
        self.name_from = None

    def _close_name(self) -> None:
        if self.name_from is None:
            return
        span = self._without_closing_verb((self.name_from, self.place))
        self.name_from = None
        if span[0] == span[1]:
            return
        long = span[1] - span[0]
        if long > 1 and not self.head.kind and not self.head.people and self._at(span[1] - 1) in self.words.nouns:
            self._kind_by(span[1] - 1)
            self.head.notes.append(span)
        elif long > LONGEST_NAME or not any(letter.isalpha() for word in self._texts(span) for letter in word):
            self.head.notes.append(span)
        else:
            self.head.people.append(span)

    def _without_closing_verb(self, span: Span) -> Span:
        """`Ana angerufen`: the verb after the name says what it was."""
        last = span[1] - 1
        if self.head.kind or self._at(last) not in self.words.closing:
            return span
        self._kind_by(last)
        self.head.verbs.append((last, span[1]))
        return span[0], last

    def _until_break(self, place: int, *, and_breaks: bool = True) -> int:
        """The end of a stretch of words: a sign, a connector, a bit, or (if `and_breaks`) an `and`."""
        while place < self.end:
            word = self._at(place)
            joins = word in self.words.and_ and (and_breaks or word in ",;")
            connects = word in self.words.connectors or word in self.words.places
            if word == "@" or joins or connects or self._free_at(place):
                return place
            place += 1
        return place

    def _free_at(self, place: int) -> bool:
        bit = self.reader.bit_at(place)
        return bit is not None and bit.slot not in self.head.filled

    def _direction_by_kind(self) -> None:
        """Only writing has a direction that words give away: "email from"; a call from Ana is still a talk."""
        verb_says = any(self.words.verbs.get(self._at(place), ("", ""))[1] for place, _ in self.head.verbs)
        if self.head.kind not in self.words.one_way and not verb_says:
            self.head.direction = ""

    def _texts(self, span: Span) -> list[str]:
        return [lexeme.text for lexeme in self.reader.line[span[0] : span[1]]]

    def _at(self, place: int) -> str:
        return self.reader.line[place].word if place < self.end else ""
