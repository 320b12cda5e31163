"""Writes the feeds of the corpus in which the bytes matter: encodings, marks, damage.

Run it in this folder; it needs nothing but Python. Each feed is NAME.feed with what it should become in NAME.json beside it.
What should become of a feed is written down here from what its bytes mean, never taken from what the parser says.
"""

import json
import pathlib

HERE = pathlib.Path(__file__).parent
TITLE = "嵩明新闻"
FIRST = "嵩明县花海开放，万亩油菜花迎客"
SECOND = "上游水库蓄水过半，春灌有保障"
SIMPLE = (TITLE, FIRST, SECOND)
TRADITIONAL = ("嵩明新聞", "嵩明縣花海開放，萬畝油菜花迎客", "上游水庫蓄水過半，春灌有保障")


def rss(encoding, texts=SIMPLE, declaration='<?xml version="1.0" encoding="{}"?>\n'):
    head = declaration.format(encoding) if encoding is not None else ""
    title, first, second = texts
    return (
        f'{head}<rss version="2.0"><channel><title>{title}</title><link>https://www.songming.example/</link>'
        f"<item><title>{first}</title><guid>1</guid><description>三月。</description></item>"
        f"<item><title>{second}</title><guid>2</guid></item></channel></rss>\n"
    )


def feed_json(texts=SIMPLE):
    title, first, second = texts
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "items": [{"id": "1", "title": first}, {"id": "2", "title": second}],
        },
        ensure_ascii=False,
    )


def item(id, title):
    return {"id": id, "title": title, "published": None, "url": None, "authors": []}


def case(name, why, content, texts=SIMPLE, items=None, fault=None, content_type=None):
    (HERE / f"{name}.feed").write_bytes(content)
    expected = {"why": why}
    if content_type is not None:
        expected["content_type"] = content_type
    if fault is not None:
        expected["fault"] = fault
    else:
        expected["title"] = texts[0]
        expected["items"] = items if items is not None else [item("1", texts[1]), item("2", texts[2])]
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    (HERE / f"{name}.json").write_text(text, encoding="utf-8")


def replaced(content, old, new):
    assert content.count(old) == 1, (old, content.count(old))
    return content.replace(old, new)


# What is said and true.
case("bytes-utf-8", "UTF-8, declared", rss("UTF-8").encode())
case("bytes-utf-8-undeclared", "UTF-8, not declared", rss(None).encode())
case("bytes-utf8-label", "UTF-8 by the label utf8", rss("utf8").encode())
case("bytes-utf-8-mark", "UTF-8 with a byte order mark", b"\xef\xbb\xbf" + rss("UTF-8").encode())
case("bytes-utf-8-two-marks", "two byte order marks and a line break", b"\xef\xbb\xbf\r\n\xef\xbb\xbf" + rss("UTF-8").encode())
case("bytes-gb2312", "GB2312, declared", rss("gb2312").encode("gb2312"))
case("bytes-gb2312-capitals", "GB2312, declared in capitals with single quotes", rss("GB2312", declaration="<?xml version='1.0' encoding='{}' ?>\n").encode("gb2312"))
case("bytes-gbk", "GBK, declared", rss("GBK").encode("gbk"))
case("bytes-gb18030", "GB18030, declared", rss("gb18030").encode("gb18030"))
rare = (TITLE, "㑇𠮷𡈽䶮堃", "€ ① ㎡ 〇")
case("bytes-gb18030-four", "characters of four bytes in GB18030", rss("gb18030", rare).encode("gb18030"), rare)
case("bytes-gb2312-really-gbk", "declared GB2312, with characters that only GBK has", rss("gb2312", (TITLE, "朱镕基 喆 堃", "上游水库")).encode("gbk"), (TITLE, "朱镕基 喆 堃", "上游水库"))
case("bytes-big5", "Big5, declared", rss("Big5", TRADITIONAL).encode("big5"), TRADITIONAL)
case("bytes-cp936", "a label that only Windows knows", rss("cp936").encode("gbk"))
case("bytes-euc-cn", "a label that only Unix knows", rss("euc-cn").encode("gb2312"))
case("bytes-declaration-unquoted", "a declaration without quotes", rss("gbk", declaration="<?xml version=1.0 encoding={}?>\n").encode("gbk"))
case("bytes-declaration-late", "a warning in front of the declaration", b"<br />\n<b>Notice</b>\n" + rss("gbk").encode("gbk"))

# UTF-16.
for endian in ("le", "be"):
    mark = {"le": b"\xff\xfe", "be": b"\xfe\xff"}[endian]
    wide = rss("UTF-16").encode(f"utf-16-{endian}")
    case(f"bytes-utf-16{endian}-mark", f"UTF-16{endian.upper()} with its mark", mark + wide)
    case(f"bytes-utf-16{endian}", f"UTF-16{endian.upper()} without its mark", wide)
    case(f"bytes-utf-16{endian}-undeclared", f"UTF-16{endian.upper()}, neither mark nor declaration", rss(None).encode(f"utf-16-{endian}"))
    case(f"bytes-utf-16{endian}-json", f"JSON in UTF-16{endian.upper()}", feed_json().encode(f"utf-16-{endian}"))
case("bytes-utf-16-declared-utf-8", "UTF-8 that declares UTF-16, as a string writer of .NET does", rss("utf-16").encode())
case("bytes-utf-16-odd", "UTF-16 cut in the middle of a unit, behind the last item", b"\xff\xfe" + rss("UTF-16").encode("utf-16-le")[:-1])

# Said by the server.
case("bytes-gbk-header", "GBK, said only by the server", rss(None).encode("gbk"), content_type="text/xml; charset=GBK")
case("bytes-gbk-header-quoted", "GBK, said by the server in quotes", rss(None).encode("gbk"), content_type='text/xml; charset="gb2312"; q=1')
case("bytes-big5-header", "Big5, said only by the server", rss(None, TRADITIONAL).encode("big5"), TRADITIONAL, content_type="application/xml;charset=big5")
case("bytes-mark-beats-header", "the mark says UTF-8, the server GBK", b"\xef\xbb\xbf" + rss(None).encode(), content_type="text/xml; charset=gbk")
case("bytes-header-beats-declaration", "the server says GBK, the declaration Big5", rss("big5").encode("gbk"), content_type="text/xml; charset=gbk")

# Said and wrong.
case("bytes-utf-8-declared-gb2312", "UTF-8 that declares GB2312", rss("gb2312").encode())
case("bytes-utf-8-header-gb2312", "UTF-8 that the server calls GB2312", rss("UTF-8").encode(), content_type="text/xml; charset=gb2312")
case("bytes-utf-8-header-latin", "UTF-8 that the server calls ISO-8859-1", rss(None).encode(), content_type="text/xml; charset=ISO-8859-1")
case("bytes-utf-8-declared-ascii", "UTF-8 that declares US-ASCII", rss("us-ascii").encode())
case("bytes-gbk-declared-utf-8", "GBK that declares UTF-8", rss("utf-8").encode("gbk"))
case("bytes-gbk-header-utf-8", "GBK that declares itself, and that the server calls UTF-8", rss("gb2312").encode("gbk"), content_type="text/xml; charset=utf-8")
case("bytes-gbk-header-latin", "GBK that the server calls ISO-8859-1", rss(None).encode("gbk"), content_type="text/xml; charset=iso-8859-1")
case("bytes-label-unknown", "a label that does not exist", rss("zh-CN").encode("gbk"))

# Not said.
case("bytes-gbk-undeclared", "GBK that nobody mentions", rss(None).encode("gbk"))
case("bytes-big5-undeclared", "Big5 that nobody mentions", rss(None, TRADITIONAL).encode("big5"), TRADITIONAL)
case("bytes-gbk-json", "JSON in GBK", feed_json().encode("gbk"))
case("bytes-utf-8-mark-json", "JSON with a byte order mark", b"\xef\xbb\xbf" + feed_json().encode())
short = ("通知", "通知", "通告")
case("bytes-gbk-short", "GBK so short that it is well-formed UTF-8 by accident", rss("gb2312", short).replace("三月。", "").encode("gbk"), short)
latin = ("Café", "naïve façade", "El Niño")
case("bytes-latin", "ISO-8859-1, declared and true", rss("ISO-8859-1", latin).replace("三月。", "").encode("latin-1"), latin)
quotes = ("News", "“Flowers” – open…", "It’s")
case("bytes-windows-1252", "declared ISO-8859-1, with the quotation marks of windows-1252", rss("ISO-8859-1", quotes).replace("三月。", "").encode("cp1252"), quotes)

# Damage.
content = rss("UTF-8").encode()
case("bytes-damaged-utf-8", "a byte of a character is lost", replaced(content, "县".encode(), "县".encode()[:1] + b"\xff"), (TITLE, FIRST.replace("县", "\ufffd\ufffd"), SECOND))
case("bytes-damaged-utf-8-before-tag", "a character is cut off before a tag", replaced(content, "迎客</title>".encode(), "迎客".encode()[:-1] + b"</title>"), (TITLE, FIRST[:-1] + "\ufffd", SECOND))
content = rss("gb2312").encode("gbk")
case("bytes-damaged-gbk", "half a character before a tag", replaced(content, "迎客</title>".encode("gbk"), "迎客".encode("gbk")[:-1] + b"</title>"), (TITLE, FIRST[:-1] + "\ufffd", SECOND))
case("bytes-damaged-gbk-impossible", "a byte that GBK does not have", replaced(content, b"<guid>2", b"\xff<guid>2"))
one = [item("1", FIRST)]
content = rss("UTF-8").encode()
case("bytes-cut-utf-8", "cut inside a character of UTF-8", content[: content.index("蓄".encode()) + 1], items=one)
content = rss("gb2312").encode("gbk")
case("bytes-cut-gbk", "cut inside a character of GBK", content[: content.index("蓄".encode("gbk")) + 1], items=one)
content = b"\xff\xfe" + rss("UTF-16").encode("utf-16-le")
case("bytes-cut-utf-16", "cut inside a character of UTF-16", content[: content.index("蓄".encode("utf-16-le")) + 1], items=one)
case("bytes-nul", "zero bytes, inside names too", rss("UTF-8").encode().replace(b"<guid>", b"<gu\0id>\0").replace("花海".encode(), "花\0海".encode()))
case("bytes-controls", "control characters everywhere", rss("UTF-8").encode().replace("花海".encode(), "花\x08\x1b\x01海".encode()).replace(b"<guid>1", b"<guid>\x0b1\x0c"))
case("bytes-carriage-returns", "line ends of every kind", rss("UTF-8").replace("><", ">\r<").encode().replace(b"\r<guid", b"\r\n<guid"))

# No feeds.
case("bytes-not-png", "a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0", fault="not-a-feed")
case("bytes-not-gzip", "a compressed body that was not decompressed", b"\x1f\x8b\x08\0\0\0\0\0\0\3" + bytes(range(256)), fault="not-a-feed")
case("bytes-not-utf-16-page", "a page in UTF-16", "<html><body>维护中</body></html>".encode("utf-16"), fault="not-a-feed")
case("bytes-not-gbk-page", "a page in GBK", "<html><head><meta charset=gbk></head><body>维护中</body></html>".encode("gbk"), fault="not-a-feed")
case("bytes-not-noise", "every byte there is", bytes(range(256)) * 4, fault="not-a-feed")

# Latin letters that nobody mentions: few bytes above ASCII, each beside a letter.
def latin(name, why, texts, encoding="latin-1"):
    content = rss(None, texts).replace("三月。", "").encode(encoding)
    case(name, why, content, texts)


latin("bytes-latin-undeclared", "ISO-8859-1 that nobody mentions", ("Café", "naïve façade", "El Niño"))
latin("bytes-latin-undeclared-german", "the same with capitals at the start of words", ("Blätter für Öffentlichkeit", "Übung macht den Meister", "Größe über Straße"))
latin("bytes-latin-undeclared-pairs", "two such letters beside each other", ("Notícias", "Ação e produção", "As nações e os cães"))
latin("bytes-latin-undeclared-signs", "quotation marks and dashes of windows-1252", ("News", "“Flowers” – open…", "It’s 5 € – café"), "cp1252")
latin("bytes-latin-undeclared-one", "a single such letter in the whole document", ("News", "Soirée in town", "Market"))
case("bytes-gbk-undeclared-words", "GBK that nobody mentions, between words of Latin letters", rss(None, ("TV News 嵩明", "A股 B超 C位", "7月5日 Party 在 Plaza 举行")).encode("gbk"), ("TV News 嵩明", "A股 B超 C位", "7月5日 Party 在 Plaza 举行"))
case("bytes-gbk-undeclared-rare", "GBK with characters whose second byte is ASCII", rss(None, ("嵩明新闻", "朱镕基 喆", "上游水库")).encode("gbk"), ("嵩明新闻", "朱镕基 喆", "上游水库"))
