"""Random small chat templates from a grammar of everything that Candor renders, for chat_templates.py.

Types are followed loosely, so that most templates render and some fail; both must agree.
"""

TEXTS = ["", "a", "Anna", " x ", "Ab c", "É ß", "a,b,,c", "\n", "<|e|>", "ΑΣ", "12", "-3.5", "don't", '"q"', "😀z", "ǆ"]
ROLES = ["system", "user", "assistant", "tool", "poet"]
SEPARATED = "tojson(indent=4, separators=(',', '='))"


def literal(r):
    text = r.choice(TEXTS)
    if r.random() < 0.5 and "'" not in text:
        return "'" + text.replace("\n", "\\n") + "'"
    return '"' + text.replace('"', '\\"').replace("\n", r.choice(["\\n", "\n"])) + '"'


class Grammar:
    def __init__(self, r, size):
        self.r = r
        self.budget = size
        self.loops = 0
        self.macros = set()

    def maybe(self, holds, option, otherwise):
        """An option that mostly means something only where `holds`."""
        return option if holds or self.r.random() < 0.02 else otherwise

    def pick(self, *options):
        """One of several ways; the first, which is small, once the template is large enough."""
        self.budget -= 1
        return (self.r.choice(options) if self.budget > 0 else options[0])()

    def text(self):
        r = self.r
        return self.pick(
            lambda: literal(r),
            lambda: r.choice(["messages[0].content", "messages[-1]['role']", "bos_token", "t", "t"] + ["m.role", "m['content']"] * (self.loops > 0)),
            lambda: f"({self.text()} + {self.text()})",
            lambda: f"{self.atom()} ~ {self.atom()}",
            lambda: f"{self.text_atom()}{self.slice()}",
            lambda: f"{self.text_atom()}[{r.randint(-3, 3)}]",
            lambda: f"{self.text_atom()}.{r.choice(['strip', 'lstrip', 'rstrip'])}({r.choice(['', literal(r)])})",
            lambda: f"{self.text_atom()}.{r.choice(['upper', 'lower', 'title', 'capitalize'])}()",
            lambda: f"{self.text_atom()}.replace({literal(r)}, {literal(r)}{r.choice(['', ', 1', ', 2'])})",
            lambda: f"{self.text_atom()} | {r.choice(['trim', 'upper', 'lower', 'title', 'capitalize', 'string', 'first', 'last'])}",
            lambda: f"{self.atom()} | {r.choice(['tojson', 'string', 'tojson(indent=2)', 'tojson(ensure_ascii=True)', 'tojson(sort_keys=true)', SEPARATED])}",
            lambda: f"{self.text_atom()} | replace({literal(r)}, {literal(r)})",
            lambda: f"{self.text_atom()} | indent({r.choice(['2', '4, true', 'first=true', 'width=1, blank=true'])})",
            lambda: f"{self.sequence_atom()} | join({r.choice(['', literal(r)])})",
            lambda: f"({self.text()} if {self.truth()} else {self.text()})",
            lambda: f"({self.text()} if {self.truth()})",
            lambda: f"{literal(r)}.join({self.text_atom()}.split({r.choice(['', literal(r)])}))",
            lambda: f"{self.text_atom()} * {r.randint(-1, 3)}",
            lambda: f"{self.atom()} | default({literal(r)}{r.choice(['', ', true'])})",
            lambda: f"strftime_now({r.choice(['%d %b %Y', '%Y-%m-%d', '%H:%M:%S %p %j %A', '%B %e, %y'])!r})",
            lambda: f"{self.text_atom()}.{r.choice(['removeprefix', 'removesuffix'])}({literal(r)})",
        )

    def text_atom(self):
        return f"({self.text()})"

    def slice(self):
        def bound():
            return self.r.choice(["", "", "0", "1", "2", "-1", "-2", "5"])
        return f"[{bound()}:{bound()}]" if self.r.random() < 0.6 else f"[{bound()}:{bound()}:{self.r.choice(['1', '-1', '2', '-2', ''])}]"

    def number(self):
        r = self.r
        return self.pick(
            lambda: str(r.randint(-9, 20)),
            lambda: r.choice(["1.5", "2e3", "0.1", "1e-7", "12345678901234567.0", "1_000", "0x1f", "ns.k", "i"] + ["loop.index", "loop.index0"] * (self.loops > 0)),
            lambda: f"({self.number()} {r.choice(['+', '-', '*', '%', '//', '/'])} {self.number()})",
            lambda: f"{self.sequence_atom()} | length",
            lambda: f"{self.text_atom()} | {r.choice(['length', 'int', 'float', 'count'])}",
            lambda: f"({self.number()}) | {r.choice(['abs', 'int', 'float', 'round'])}",
            lambda: f"-({self.number()})",
            lambda: f"{self.text_atom()}.{r.choice(['find', 'rfind', 'count'])}({literal(r)})",
            lambda: f"[{self.number()}, {self.number()}] | {r.choice(['sum', 'min', 'max', 'first', 'last'])}",
            lambda: f"({r.randint(-9, 9)}) ** {r.randint(0, 3)}",
        )

    def truth(self):
        r = self.r
        return self.pick(
            lambda: r.choice(["true", "false", "add_generation_prompt", "none"] + ["loop.first", "loop.last"] * (self.loops > 0)),
            lambda: f"{self.atom()} {r.choice(['==', '!='])} {self.atom()}",
            lambda: f"({self.number()}) {r.choice(['<', '>', '<=', '>='])} ({self.number()})",
            lambda: f"{self.text_atom()} {r.choice(['in', 'not in', '==', '<'])} {self.text_atom()}",
            lambda: f"not {self.truth()}",
            lambda: f"({self.truth()} {r.choice(['and', 'or'])} {self.truth()})",
            lambda: f"{self.atom()} is {r.choice(['', 'not '])}{r.choice(['defined', 'none', 'string', 'mapping', 'iterable', 'sequence', 'number', 'integer', 'float', 'boolean', 'true', 'false', 'undefined', 'callable'])}",
            lambda: f"({self.number()}) is {r.choice(['odd', 'even', 'divisibleby 3', 'divisibleby(2)', 'eq 3', 'gt 2'])}",
            lambda: f"{self.text_atom()}.{r.choice(['startswith', 'endswith'])}({literal(r)})",
            lambda: f"{self.text_atom()}.{r.choice(['isdigit', 'isalpha', 'isspace', 'isupper', 'islower', 'isalnum'])}()",
            lambda: f"{self.text_atom()} is {r.choice(['lower', 'upper', 'equalto ', 'in '])}" + literal(r) if r.random() < 0 else f"{self.text_atom()} is in [{literal(r)}, {literal(r)}]",
            lambda: f"{literal(r)} in {self.sequence_atom()}",
            lambda: f"'{r.choice(['role', 'content', 'x'])}' in {self.mapping_atom()}",
            lambda: f"1 < {self.r.randint(0, 3)} <= {self.r.randint(0, 3)}",
        )

    def sequence(self):
        r = self.r
        return self.pick(
            lambda: r.choice(["messages", "[]", "[1, 2, 3]", "range(3) | list", "['b', 'A', 'c', 'a']"]),
            lambda: f"[{self.atom()}, {self.atom()}]",
            lambda: f"({self.atom()}, {self.atom()})",
            lambda: f"{self.sequence_atom()}{self.slice()}",
            lambda: f"{self.text_atom()}.split({r.choice(['', literal(r), literal(r) + ', 1'])})",
            lambda: f"{self.text_atom()}.rsplit({literal(r)}, {r.randint(0, 2)})",
            lambda: f"{self.text_atom()}.splitlines()",
            lambda: f"{self.text_atom()} | list",
            lambda: f"messages | {r.choice(['select', 'reject'])}attr('role', 'equalto', '{r.choice(ROLES)}') | list",
            lambda: f"messages | map(attribute='{r.choice(['role', 'content', 'extra'])}'{r.choice(['', ', default=0'])}) | list",
            lambda: f"['a', 'B', ''] | map('{r.choice(['upper', 'length', 'trim', 'tojson'])}') | list",
            lambda: f"{self.sequence_atom()} | {r.choice(['select', 'reject'])}{r.choice(['', '(chr)'.replace('chr', chr(39) + 'string' + chr(39)), '(chr)'.replace('chr', chr(39) + 'defined' + chr(39))])} | list",
            lambda: f"['b', 'A', 'a', 'C', 'b'] | {r.choice(['sort', 'sort(reverse=true)', 'sort(case_sensitive=true)', 'unique | list', 'reverse | list', 'unique(true) | list'])}",
            lambda: f"{self.mapping_atom()} | {r.choice(['items | list', 'dictsort', 'list'])}",
            lambda: f"{self.mapping_atom()}.{r.choice(['items', 'keys', 'values'])}() | list",
            lambda: f"{self.sequence_atom()} + {self.sequence_atom()}",
            lambda: f"range({r.randint(-1, 4)}, {r.randint(-2, 6)}, {r.choice([1, 2, -1])}) | list",
            lambda: f"messages | sort(attribute='role') | map(attribute='content') | list",
        )

    def sequence_atom(self):
        return f"({self.sequence()})"

    def mapping(self):
        r = self.r
        return self.pick(
            lambda: r.choice(["messages[0]", "{}", self.maybe(self.loops, "m", "{'k': 1}"), "{'b': 1, 'A': 'x'}"]),
            lambda: f"{{{literal(r)}: {self.atom()}, 'k': {self.atom()}}}",
            lambda: f"dict(b={self.atom()}, a={self.atom()})",
        )

    def mapping_atom(self):
        return f"({self.mapping()})"

    def anything(self):
        r = self.r
        return self.pick(
            self.text, self.text, self.text, self.number, self.truth, self.sequence, self.mapping,
            lambda: r.choice(["none", "nothing", "ns.k", "ns.v", "tools", self.maybe(False, "nothing.more", "t")] + ["m.extra", "m.content", "loop.previtem", "loop.nextitem.role"] * (self.loops > 0)),
            lambda: f"{self.mapping_atom()}.{r.choice(['get(chr)', 'get(chr, 5)', 'role', 'k'])}".replace("chr", "'role'"),
            lambda: f"{self.mapping_atom()}[{literal(r)}]",
            lambda: f"{self.sequence_atom()}[{r.randint(-2, 2)}]",
            lambda: f"{self.sequence_atom()} | {r.choice(['first', 'last', 'min', 'max', 'length'])}",
            lambda: self.maybe("f" in self.macros, f"f({self.atom()})", self.text()),
            self.text if not self.loops else lambda: f"loop.{r.choice(['revindex', 'revindex0', 'length', 'index', 'depth'])}",
            self.text if not self.loops else lambda: f"loop.cycle({self.atom()}, {self.atom()})",
        )

    def atom(self):
        return f"({self.anything()})"

    # Statements.

    def tag(self, inside, comment=False):
        r = self.r
        left, right = r.choice(["", "", "-", "+"]), r.choice(["", "", "-", "+"])
        if comment:
            return "{#" + left + inside + right + "#}"
        return "{%" + left + " " + inside + " " + right + "%}"

    def output(self):
        r = self.r
        return "{{" + r.choice(["", "-", " "]) + " " + self.anything() + " " + r.choice(["", "-", " "]) + "}}"

    def data(self):
        return self.r.choice(["", " ", "\n", "text", "  \n", "\n  ", " a\n\n b ", "}", "{ x }", "<|im_start|>", "\t", "\r\n", "é\n"])

    def block(self):
        return "".join(self.data() + self.statement() for _ in range(self.r.randint(1, 3))) + self.data()

    def loop(self, head):
        self.loops += 1
        body = self.block()
        if self.r.random() < 0.2:
            body += self.tag(f"if {self.truth()}") + self.tag(self.r.choice(["break", "continue"])) + self.tag("endif") + self.output()
        self.loops -= 1
        otherwise = self.tag("else") + self.data() if self.r.random() < 0.2 else ""
        return self.tag(head) + body + otherwise + self.tag("endfor")

    def statement(self):
        r = self.r
        return self.pick(
            self.output, self.output, self.output, self.output,
            lambda: self.tag(" note ", comment=True),
            lambda: self.tag(f"set {r.choice(['t', 'i', 'x'])} = {self.anything()}"),
            lambda: self.tag(f"set ns.{r.choice(['k', 'v'])} = {self.anything()}"),
            lambda: self.tag("set t") + self.block() + self.tag("endset"),
            lambda: self.tag(f"set t | {r.choice(['trim', 'upper', 'length'])}") + self.block() + self.tag("endset"),
            lambda: self.tag(f"set x, i = {self.atom()}, {self.number()}"),
            lambda: self.tag(f"if {self.truth()}") + self.block() + self.tag("endif"),
            lambda: self.tag(f"if {self.truth()}") + self.block() + self.tag(f"elif {self.truth()}") + self.block() + self.tag("else") + self.block() + self.tag("endif"),
            lambda: self.loop("for m in messages"),
            lambda: self.loop("for m in messages"),
            lambda: self.loop(f"for x in {self.sequence_atom()}"),
            lambda: self.loop(f"for m in messages if {self.truth()}"),
            lambda: self.loop(f"for k, v in {self.mapping_atom()}.items()"),
            lambda: "{%" + r.choice(["-", "", "+"]) + " raw " + r.choice(["-", ""]) + "%} {{ x }}{% y %}\n " + self.tag("endraw"),
            lambda: self.tag(f"filter {r.choice(['upper', 'trim', 'trim | lower', 'replace(chr, chr)'])}".replace("chr", "'a'")) + self.block() + self.tag("endfilter"),
            lambda: self.tag(f"with q = {self.atom()}") + self.block() + "{{ q }}" + self.tag("endwith"),
            lambda: self.tag("generation") + self.block() + self.tag("endgeneration"),
            self.output if "g" not in self.macros else lambda: self.tag("call g(1)") + self.block() + self.tag("endcall"),
            lambda: self.tag(f"if {self.truth()}") + "{{ raise_exception('no') }}" + self.tag("endif") if r.random() < 0.2 else self.output(),
        )

    def template(self):
        r = self.r
        head = "{%- set ns = namespace(k=1, v='w') -%}"
        if r.random() < 0.8:
            head += "{%- set t = 'Tee' -%}{%- set i = 3 -%}{%- set x = [] -%}"
        if r.random() < 0.5:
            head += "{%- macro f(p, q='z') -%}" + "[{{ p }}{{ q }}]" + self.block() + "{%- endmacro -%}"
            self.macros.add("f")
        if r.random() < 0.5:
            head += "{%- macro g(p) -%}" + "({{ p }}{{ caller() }})" + "{%- endmacro -%}"
            self.macros.add("g")
        return head + self.block()


def random_case(r, size):
    messages = [{"role": r.choice(ROLES), "content": r.choice(TEXTS)} for _ in range(r.randint(0, 3))]
    for message in messages:
        if r.random() < 0.2:
            message["extra"] = r.choice([1, 2.5, None, True, ["x", 1], {"y": "z'"}])
    return {"template": Grammar(r, size).template(), "messages": messages, "answers": r.random() < 0.5, "tokens": {"bos_token": "<s>"}}
