#!/usr/bin/env python3
"""What the tree looks like in numbers: files and functions, how long they
are, which names stand in several files, which static functions have one
caller, which rooms link to which, and which files link in a circle.

    structure.py SRC [OBJECTS]        the numbers
    structure.py SRC OBJECTS --rooms  rooms and the arrows between them
    structure.py SRC OBJECTS --circles  files that link in a circle; exit 1
    structure.py SRC --names          names that stand in several files

SRC is the folder of the sources, OBJECTS the build folder's src/ with its .o
files (what links is asked of nm, not guessed).  Functions are found by the
house's style: the name at the start of a line, the brace alone on its own.

Of the static functions that are named once in their file, but for their own
definition and declarations, two kinds are counted apart:
    called once     the name stands before a parenthesis: a helper with a
                    single caller, where its lines could stand instead;
    handed on once  it stands alone, as a row of a table, an argument or in
                    CLEANUP(): a callback, which nobody in the file calls and
                    which cannot be taken back in.
"named once" is both together.  Two projects are only to be compared by the
same line of the three.  A macro that calls what it wraps is a call where it
is defined; names that a macro pastes together are not seen.
"""
import collections
import os
import re
import subprocess
import sys

HEAD = re.compile(r'^([A-Za-z_]\w*)\(', re.M)
WORD = re.compile(r'[A-Za-z_]\w*')
# Behind -> or a dot it is a member of that name, and not the function.
CALL = re.compile(r'(?<![\w.>])([A-Za-z_]\w*)\s*\(')


def files_of(src):
    for folder, _, names in sorted(os.walk(src)):
        for name in sorted(names):
            if name.endswith(('.c', '.h')):
                yield os.path.relpath(os.path.join(folder, name), src)


def stripped(text):
    """Without comments and strings, its lines as they were."""
    def blank(match):
        return re.sub(r'[^\n]', ' ', match.group(0))
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'
                  r"'(?:\\.|[^'\\\n])+'", blank, text, flags=re.S)


class Function:
    def __init__(self, file, name, line, static, length, body):
        self.file, self.name, self.line = file, name, line
        self.static, self.length, self.body = static, length, body


def functions_of(src, path):
    with open(os.path.join(src, path), encoding='utf-8') as f:
        lines = stripped(f.read()).split('\n')
    at = 0
    while at < len(lines):
        head = HEAD.match(lines[at])
        if not head:
            at += 1
            continue
        end = at
        while end < len(lines) and lines[end] != '{' and \
                not lines[end].rstrip().endswith(';'):
            end += 1
        if end >= len(lines) or lines[end] != '{':
            at += 1
            continue
        close = end
        while close < len(lines) and lines[close] != '}':
            close += 1
        static = at > 0 and bool(re.search(r'\bstatic\b', lines[at - 1]))
        yield Function(path, head.group(1), at + 1, static,
                       close - end - 1, '\n'.join(lines[end:close]))
        at = close + 1


def read_tree(src):
    functions = []
    text = {}
    for path in files_of(src):
        with open(os.path.join(src, path), encoding='utf-8') as f:
            text[path] = stripped(f.read())
        if path.endswith('.c'):
            functions += functions_of(src, path)
    return functions, text


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]


def uses_of(functions, text):
    """How often a static function is named in its file, but for its own
    declarations, and how often of that it is called."""
    uses = {}
    named, calls, own = ({p: collections.Counter(pattern.findall(t))
                          for p, t in text.items()}
                         for pattern in (WORD, CALL, HEAD))
    for f in functions:
        if f.static:
            declared = own[f.file][f.name]
            uses[f.file, f.name] = (named[f.file][f.name] - declared,
                                    calls[f.file][f.name] - declared)
    return uses


def names_twice(functions):
    where = collections.defaultdict(set)
    for f in functions:
        where[f.name].add(f.file)
    return {n: sorted(w) for n, w in where.items() if len(w) > 1}


def links(objects):
    """file -> files it links to, by the symbols of their objects."""
    defined, wanted = {}, {}
    for folder, _, names in sorted(os.walk(objects)):
        for name in sorted(names):
            if not name.endswith('.o'):
                continue
            path = os.path.join(folder, name)
            file = os.path.relpath(path, objects)[:-2] + '.c'
            out = subprocess.run(['nm', '-P', path], check=True,
                                 capture_output=True, text=True).stdout
            wanted[file] = set()
            for line in out.splitlines():
                symbol, kind = line.split()[:2]
                if kind == 'U':
                    wanted[file].add(symbol)
                elif kind.isupper():
                    defined[symbol] = file
    return {file: {defined[s] for s in symbols
                   if s in defined and defined[s] != file}
            for file, symbols in wanted.items()}


def circles(graph):
    """Tarjan's strongly connected components of more than one file."""
    index, low, stack, on, found = {}, {}, [], set(), []

    def visit(v):
        index[v] = low[v] = len(index)
        stack.append(v)
        on.add(v)
        for w in sorted(graph.get(v, ())):
            if w not in index:
                visit(w)
                low[v] = min(low[v], low[w])
            elif w in on:
                low[v] = min(low[v], index[w])
        if low[v] == index[v]:
            part = []
            while True:
                w = stack.pop()
                on.discard(w)
                part.append(w)
                if w == v:
                    break
            if len(part) > 1:
                found.append(sorted(part))

    sys.setrecursionlimit(10000)
    for v in sorted(graph):
        if v not in index:
            visit(v)
    return sorted(found)


def arrows(graph):
    between = collections.Counter()
    for file, to in graph.items():
        for other in to:
            a, b = os.path.dirname(file), os.path.dirname(other)
            if a != b:
                between[a or '.', b or '.'] += 1
    return between


def tell_numbers(functions, text, graph):
    lengths = [f.length for f in functions]
    statics = [f for f in functions if f.static]
    uses = uses_of(functions, text)
    once = [f for f in statics if uses[f.file, f.name][0] == 1]
    called = [f for f in once if uses[f.file, f.name][1] == 1]
    shared = names_twice(functions)
    several = sum(1 for f in functions if f.name in shared)
    sources = [p for p in text if p.endswith('.c')]
    print(f'files                     {len(text)}, {len(sources)} of them .c')
    print(f'functions                 {len(functions)}, '
          f'{len(functions) / len(sources):.1f} a .c file')
    print('lines of a function       '
          f'p50 {percentile(lengths, 50)}, p90 {percentile(lengths, 90)}, '
          f'p99 {percentile(lengths, 99)}, longest {max(lengths)}')
    for what, some in (('called once', len(called)),
                       ('handed on once', len(once) - len(called)),
                       ('named once', len(once))):
        print(f'{"statics " + what:25} {some} of {len(functions)} '
              f'functions = {100 * some / len(functions):.1f} %')
    print(f'names in several files    {several} functions = '
          f'{100 * several / len(functions):.1f} %')
    if graph is not None:
        between = arrows(graph)
        rooms = {r for pair in between for r in pair}
        print(f'rooms, arrows             {len(rooms)}, {len(between)}')
        found = circles(graph)
        print(f'link circles              {len(found)} '
              f'({sum(map(len, found))} files)')


def main():
    args = [a for a in sys.argv[1:] if not a.startswith('--')]
    flags = [a for a in sys.argv[1:] if a.startswith('--')]
    if not args or len(args) > 2:
        sys.exit(__doc__)
    functions, text = read_tree(args[0])
    graph = links(args[1]) if len(args) > 1 else None
    if '--names' in flags:
        shared = names_twice(functions)
        for name in sorted(shared, key=lambda n: (-len(shared[n]), n)):
            print(f'{len(shared[name]):3} {name:24} '
                  + ' '.join(shared[name]))
    elif '--rooms' in flags:
        for (a, b), n in sorted(arrows(graph).items()):
            print(f'{a:20} -> {b:20} {n}')
    elif '--circles' in flags:
        found = circles(graph)
        for part in found:
            print(' '.join(part))
        sys.exit(1 if found else 0)
    else:
        tell_numbers(functions, text, graph)


main()
