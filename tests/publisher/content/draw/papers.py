"""Write the papers to take home: `python3 papers.py`. A form as PDF and a table as CSV, both invented."""
from pathlib import Path

MEDIA = Path(__file__).resolve().parent.parent / "media"
# In points; the origin is the lower left corner of an A4 sheet.
LEFT, RIGHT, TOP, ROW = 71, 524, 770, 34

FORM = [
    "被保险人姓名",
    "身份证号后六位",
    "所在村（社区）",
    "受托人姓名",
    "与被保险人关系",
    "受托人联系电话",
    "缴费年度",
    "被保险人签字或按印",
    "经办人签字",
]
NOTES = [
    "一、本表一式一份，由代缴窗口收存，用后一年销毁。",
    "二、不收手续费，不索要短信验证码。",
    "三、咨询电话 0871-0000-0039（样例）。",
    "本表为功能演示用的样例，不作为办事依据。",
]

PIPES = [
    ("段", "范围", "原停水时间", "现停水时间", "临时取水点"),
    ("1", "文化广场周边", "11月23日22时至24日4时", "不变", "广场东门；文化站门口"),
    ("2", "老粮站至集市南门", "11月25日22时至26日4时", "11月25日23时至26日4时", "老粮站院内；集市南门"),
    ("3", "县医院片区居民楼", "11月26日23时至27日4时", "不变", "居民楼北侧；卫生站门口"),
    ("4", "学府路两侧", "11月30日22时至12月1日4时", "12月5日22时至6日4时", "学府路中段；校门西侧"),
    ("5", "火车站片区", "12月2日22时至3日4时", "不变", "站前广场；公交首末站"),
    ("6", "城北片区", "12月3日22时至4日4时", "12月7日22时至8日4时", "城北菜场；健身广场"),
]


def words(text, x, y, size):
    """Show a line of text. The two bytes of each character are what the encoding UniGB-UCS2-H expects."""
    return f"BT /F {size} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm <{text.encode('utf-16-be').hex()}> Tj ET"


def form():
    """One page with a title, a table to fill in and some notes."""
    title, page = "城乡居民医保委托代缴登记表（样例）", []
    page.append(words(title, (LEFT + RIGHT - 18 * len(title)) / 2, TOP, 18))
    top = TOP - 40
    for number, label in enumerate(FORM):
        page.append(words(label, LEFT + 8, top - ROW * number - 22, 12))
    for number in range(len(FORM) + 1):
        page.append(f"{LEFT} {top - ROW * number} m {RIGHT} {top - ROW * number} l S")
    bottom = top - ROW * len(FORM)
    for x in (LEFT, LEFT + 140, RIGHT):
        page.append(f"{x} {top} m {x} {bottom} l S")
    for number, note in enumerate(NOTES):
        page.append(words(note, LEFT, bottom - 30 - 20 * number, 11))
    return "\n".join(page).encode(), title


def pdf():
    """A PDF 1.4 of one page, in a font that readers of Chinese PDFs bring along."""
    page, title = form()
    name = "FEFF" + title.encode("utf-16-be").hex().upper()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (zh-CN) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [6 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        b"<< /Title <%s> >>" % name.encode(),
    ]
    file, places = bytearray(b"%PDF-1.4\n%\xe5\xb5\xa9\xe6\x98\x8e\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info 8 0 R >>\n" % (len(objects) + 1)
    file += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(file)


def csv():
    """RFC 4180; the mark at the front tells spreadsheets that it is UTF-8."""
    return ("\ufeff" + "".join(",".join(row) + "\r\n" for row in PIPES)).encode()


if __name__ == "__main__":
    (MEDIA / "health-insurance-entrust-form.pdf").write_bytes(pdf())
    (MEDIA / "water-works-2026-winter.csv").write_bytes(csv())
