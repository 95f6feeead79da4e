"""Every message of Bangtin, in Vietnamese and English: what is wrong, and what to write instead.

One catalogue for the terminal, JSON and the preview. A test asserts that each
key has both languages and the same placeholders.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Text(NamedTuple):
    """One language's message and its hint."""

    message: str
    hint: str = ""


LABELS = {
    "error": {"vi": "lỗi", "en": "error"},
    "warning": {"vi": "cảnh báo", "en": "warning"},
}

MESSAGES: dict[str, dict[str, Text]] = {
    # Reading files
    "file-missing": {
        "vi": Text("thiếu tệp {file}", "Tạo tệp này, hoặc chạy lệnh trong thư mục của trang."),
        "en": Text("{file} is missing", "Create it, or run the command in the site's folder."),
    },
    "file-unreadable": {
        "vi": Text("không đọc được tệp: {reason}", "Kiểm tra quyền đọc của tệp."),
        "en": Text("the file can't be read: {reason}", "Check its permissions."),
    },
    "file-changed": {
        "vi": Text("{file} bị thay đổi trong lúc dựng trang", "Chạy lại lệnh."),
        "en": Text("{file} changed while the site was being built", "Run the command again."),
    },
    "link-outside": {
        "vi": Text("{file} dẫn ra ngoài thư mục", "Chép chính tệp vào thư mục, đừng dùng lối tắt."),
        "en": Text("{file} leads out of its folder", "Copy the file itself into the folder."),
    },
    "link-folder": {
        "vi": Text("{file} là lối tắt tới một thư mục", "Chép chính thư mục vào đây; trang trong lối tắt không được đọc."),
        "en": Text("{file} is a link to a folder", "Copy the folder itself; pages behind a link are not read."),
    },
    "file-not-used": {
        "vi": Text("{file} không được dùng tới", "Trang phải có đuôi .md; bảng phải có đuôi .csv và nằm trong content/data. Đổi tên (bật hiện đuôi tệp trong Windows), hoặc chuyển tệp đi nơi khác."),
        "en": Text("{file} is not used", "A page ends in .md; a table ends in .csv and is in content/data. Rename it (let Windows show endings), or move it elsewhere."),
    },
    "file-name": {
        "vi": Text("tên tệp {file} không có chữ hay số nào dùng được trong địa chỉ", "Đổi tên tệp, ví dụ huong-dan.md."),
        "en": Text("the file name {file} has no letter or digit for an address", "Rename it, for example guidance.md."),
    },
    "name-reserved": {
        "vi": Text("Windows không cho đặt tên {name}", "Đổi sang tên khác, ví dụ {name}-moi."),
        "en": Text("Windows keeps the name {name} for itself", "Take another, such as {name}-new."),
    },
    "strings-missing": {
        "vi": Text("thiếu các chữ: {names}", "Thêm mỗi chữ một dòng: tên: nội dung."),
        "en": Text("these words are missing: {names}", "Add a line for each: name: text."),
    },
    "not-utf8": {
        "vi": Text("tệp không phải UTF-8", "Lưu lại tệp với bảng mã UTF-8 (Unicode)."),
        "en": Text("the file is not UTF-8", "Save it again as UTF-8."),
    },
    "nul-byte": {
        "vi": Text("tệp có byte NUL", "Đây không phải tệp văn bản, hoặc tệp đã hỏng."),
        "en": Text("the file holds a NUL byte", "It is no text file, or it is damaged."),
    },
    "hidden-character": {
        "vi": Text("có ký tự không nhìn thấy ({code})", "Xóa rồi gõ lại chữ ở chỗ này; thường do dán từ trang web hoặc Word."),
        "en": Text("there is a character that can't be seen ({code})", "Delete and type the words here again; it comes from pasted text."),
    },
    "broken-text": {
        "vi": Text("chữ đã hỏng vì lưu sai bảng mã: {text}", "Lấy lại bản gốc và lưu dạng UTF-8; chữ đã hỏng phải gõ lại."),
        "en": Text("the text was damaged by a wrong encoding: {text}", "Go back to the original and save it as UTF-8, or type the words again."),
    },
    "merge-conflict": {
        "vi": Text("hai bản sửa chưa được ghép lại", "Giữ một trong hai đoạn, rồi xóa các dòng <<<<<<<, ======= và >>>>>>>."),
        "en": Text("two changes have not been merged", "Keep one of the two, and take out the lines <<<<<<<, ======= and >>>>>>>."),
    },
    # YAML
    "yaml-syntax": {
        "vi": Text("từ đây không đọc được phần khai báo", "Mỗi dòng viết dạng khóa: giá trị, thụt lề đều nhau. Xem cả dòng ngay phía trên."),
        "en": Text("from here the YAML can't be read", "Write key: value on each line, evenly indented. Look at the line above as well."),
    },
    "yaml-tab": {
        "vi": Text("phần khai báo có phím Tab", "Thụt lề bằng dấu cách."),
        "en": Text("the YAML holds a tab", "Indent with spaces."),
    },
    "yaml-space": {
        "vi": Text("có dấu cách lạ, dán từ trang web hoặc Word", "Xóa và gõ lại bằng phím cách."),
        "en": Text("there is an odd space, pasted from a web page or an office program", "Delete it and type a space."),
    },
    "yaml-colon": {
        "vi": Text("trong giá trị có dấu hai chấm, hoặc dòng thụt lề sai", "Đặt cả giá trị trong ngoặc kép: khóa: \"giá trị\". Các khóa cùng nhóm thụt lề bằng nhau."),
        "en": Text("there is a colon within a value, or the line is indented wrongly", "Quote the whole value: key: \"value\". Indent the keys of a group alike."),
    },
    "yaml-no-space": {
        "vi": Text("sau dấu hai chấm phải có một dấu cách", "Viết dạng khóa: giá trị."),
        "en": Text("a colon must be followed by a space", "Write key: value."),
    },
    "yaml-quote": {
        "vi": Text("dấu ngoặc kép hoặc nháy không đúng", "Mở và đóng cùng một loại, không viết gì sau dấu đóng. Chữ có ' thì đặt trong \"…\", chữ có \" thì đặt trong '…'."),
        "en": Text("the quotes are not right", "Open and close with the same one and write nothing after it. Put a text with ' into \"…\", and one with \" into '…'."),
    },
    "yaml-bracket": {
        "vi": Text("dấu ngoặc [ ] hoặc {{ }} chưa đóng, hoặc thiếu dấu phẩy", "Đóng ngoặc, ngăn các mục bằng dấu phẩy, và đặt chữ có dấu phẩy, # hay ngoặc trong ngoặc kép."),
        "en": Text("a bracket [ ] or brace {{ }} is not closed, or a comma is missing", "Close it, part the entries by commas, and quote a text that holds commas, # or brackets."),
    },
    "yaml-sign": {
        "vi": Text("giá trị không được bắt đầu bằng dấu này", "Đặt cả giá trị trong ngoặc kép."),
        "en": Text("a value can't begin with this sign", "Quote the whole value."),
    },
    "yaml-tag": {
        "vi": Text("giá trị không được bắt đầu bằng dấu !", "Đặt cả giá trị trong ngoặc kép."),
        "en": Text("a value can't begin with !", "Quote the whole value."),
    },
    "yaml-too-large": {
        "vi": Text("phần khai báo dài quá {limit} ký tự", "Chuyển nội dung dài xuống phần thân."),
        "en": Text("the YAML is longer than {limit} characters", "Move long text into the body."),
    },
    "yaml-too-deep": {
        "vi": Text("phần khai báo lồng quá {limit} tầng", "Viết đơn giản hơn."),
        "en": Text("the YAML is nested deeper than {limit} levels", "Write it flatter."),
    },
    "yaml-alias": {
        "vi": Text("không dùng được neo (&) và bí danh (*)", "Viết giá trị ra đầy đủ; chữ có & hay * thì đặt trong ngoặc kép."),
        "en": Text("anchors (&) and aliases (*) are not allowed", "Write the value out; quote a text that begins with & or *."),
    },
    "yaml-two-documents": {
        "vi": Text("có hai phần khai báo trong một tệp", "Chỉ để một phần giữa hai dòng ---."),
        "en": Text("there are two YAML documents in one file", "Keep one, between two --- lines."),
    },
    "yaml-complex-key": {
        "vi": Text("tên khóa phải là chữ", "Viết dạng ten_khoa: giá trị."),
        "en": Text("a key must be text", "Write name: value."),
    },
    "duplicate-key": {
        "vi": Text("khóa {key} viết hai lần (lần đầu ở dòng {first})", "Bỏ một trong hai."),
        "en": Text("{key} is written twice (first on line {first})", "Take one of them out."),
    },
    "unknown-key": {
        "vi": Text("không có khóa {key}", "Các khóa dùng được: {known}."),
        "en": Text("there is no key {key}", "Keys that exist: {known}."),
    },
    "unknown-key-meant": {
        "vi": Text("không có khóa {key}", "Có phải ý bạn là {meant}?"),
        "en": Text("there is no key {key}", "Did you mean {meant}?"),
    },
    "missing-key": {
        "vi": Text("thiếu khóa {key}", "Thêm một dòng {key}: …"),
        "en": Text("{key} is missing", "Add a line {key}: …"),
    },
    "empty-value": {
        "vi": Text("{key} bỏ trống", "Điền giá trị, hoặc bỏ dòng này. Giá trị bắt đầu bằng # thì đặt trong ngoặc kép."),
        "en": Text("{key} is empty", "Give it a value, or take the line out; quote a text that begins with #."),
    },
    "bad-form": {
        "vi": Text("{key} không nhận giá trị {value}", "Viết như: {limit}"),
        "en": Text("{key} can't be {value}", "Write it as: {limit}"),
    },
    "too-long": {
        "vi": Text("{key} dài quá {limit} ký tự", "Viết ngắn lại."),
        "en": Text("{key} is longer than {limit} characters", "Shorten it."),
    },
    "wrong-count": {
        "vi": Text("{key} cần {limit} giá trị", "Viết đủ các giá trị trong ngoặc vuông, cách nhau bằng dấu phẩy."),
        "en": Text("{key} needs {limit} values", "Write them all within brackets, parted by commas."),
    },
    "too-small": {
        "vi": Text("{key} là {value}, nhỏ nhất là {limit}", "Kiểm tra đơn vị: khổ in tính bằng mm, cỡ chữ bằng pt, khoảng cách bằng m."),
        "en": Text("{key} is {value}, the least is {limit}", "Check the unit: sizes are in mm, text in pt, distances in m."),
    },
    "not-above": {
        "vi": Text("{key} là {value}, phải lớn hơn {limit}", "Kiểm tra đơn vị: khổ in tính bằng mm, cỡ chữ bằng pt, khoảng cách bằng m."),
        "en": Text("{key} is {value}, it must be above {limit}", "Check the unit: sizes are in mm, text in pt, distances in m."),
    },
    "too-large": {
        "vi": Text("{key} là {value}, lớn nhất là {limit}", "Kiểm tra đơn vị: khổ in tính bằng mm, cỡ chữ bằng pt, khoảng cách bằng m."),
        "en": Text("{key} is {value}, the most is {limit}", "Check the unit: sizes are in mm, text in pt, distances in m."),
    },
    "unknown-choice": {
        "vi": Text("{key} không nhận giá trị {value}", "Có phải ý bạn là {meant}? Dùng được: {known}."),
        "en": Text("{key} can't be {value}", "Did you mean {meant}? Possible: {known}."),
    },
    "not-a-mapping": {
        "vi": Text("{key} phải là các cặp khóa: giá trị", "Viết mỗi cặp một dòng, thụt vào hai dấu cách."),
        "en": Text("{key} must be a set of key: value lines", "Write one pair a line, indented by two spaces."),
    },
    "not-a-list": {
        "vi": Text("{key} phải là danh sách", "Viết mỗi mục một dòng, bắt đầu bằng dấu gạch: - mục"),
        "en": Text("{key} must be a list", "Write one entry a line, each beginning with a dash: - entry"),
    },
    "not-a-scalar": {
        "vi": Text("{key} phải là một giá trị chữ hoặc số", "Viết trên một dòng; chữ có dấu hai chấm hoặc ngoặc nhọn thì đặt trong ngoặc kép."),
        "en": Text("{key} must be one value", "Write it on one line; quote a text with a colon or braces."),
    },
    "not-a-bool": {
        "vi": Text("{key} phải là true hoặc false, không phải {value}", "Viết {key}: true hoặc {key}: false."),
        "en": Text("{key} must be true or false, not {value}", "Write {key}: true or {key}: false."),
    },
    "not-a-int": {
        "vi": Text("{key} phải là số nguyên, không phải {value}", "Viết chữ số, ví dụ {key}: 2."),
        "en": Text("{key} must be a whole number, not {value}", "Write digits, such as {key}: 2."),
    },
    "not-a-float": {
        "vi": Text("{key} phải là số, không phải {value}", "Viết chữ số với dấu chấm, ví dụ {key}: 0.8."),
        "en": Text("{key} must be a number, not {value}", "Write digits, such as {key}: 0.8."),
    },
    "not-a-date": {
        "vi": Text("{key} phải là ngày có thật, không phải {value}", "Viết năm-tháng-ngày, ví dụ {key}: 2021-07-20."),
        "en": Text("{key} must be a date that exists, not {value}", "Write year-month-day, such as {key}: 2021-07-20."),
    },
    "not-a-datetime": {
        "vi": Text("{key} phải là ngày giờ có thật, không phải {value}", "Viết như {key}: 2021-07-20T07:30."),
        "en": Text("{key} must be a date and time, not {value}", "Write it as {key}: 2021-07-20T07:30."),
    },
    "date-absurd": {
        "vi": Text("{key} là {value}: năm này khó tin", "Kiểm tra lại các chữ số của năm."),
        "en": Text("{key} is {value}: nobody means that year", "Look at the digits of the year."),
    },
    "dates-reversed": {
        "vi": Text("{key} đứng trước {other}", "Đổi một trong hai ngày."),
        "en": Text("{key} comes before {other}", "Change one of the two days."),
    },
    "action-text-alone": {
        "vi": Text("action_text cần đi cùng action", "Thêm action: TÊN trong sổ liên kết, hoặc bỏ action_text."),
        "en": Text("action_text needs action", "Add action: NAME of the link register, or take action_text out."),
    },
    # Markdown
    "no-header": {
        "vi": Text("tệp chưa có phần khai báo ở đầu", "Bắt đầu tệp bằng dòng ---, rồi title, summary, date, rồi lại ---."),
        "en": Text("the file has no header", "Begin it with ---, then title, summary and date, then --- again."),
    },
    "header-not-first": {
        "vi": Text("phần khai báo phải ở ngay dòng đầu", "Bỏ dòng trống hoặc chữ đứng trước dòng --- đầu tiên."),
        "en": Text("the header must begin on the first line", "Take out what stands before the first ---."),
    },
    "header-not-closed": {
        "vi": Text("phần khai báo chưa đóng", "Thêm một dòng --- sau các khóa."),
        "en": Text("the header is not closed", "Add a line --- after the keys."),
    },
    "header-not-keys": {
        "vi": Text("phần khai báo phải gồm các dòng khóa: giá trị", "Viết title: …, summary: … và date: …, mỗi khóa một dòng, không có gạch đầu dòng."),
        "en": Text("the header must be lines of key: value", "Write title: …, summary: … and date: …, one a line and without dashes."),
    },
    "body-too-long": {
        "vi": Text("trang dài quá {limit} ký tự", "Tách thành nhiều trang."),
        "en": Text("the page is longer than {limit} characters", "Split it into several pages."),
    },
    "line-too-long": {
        "vi": Text("dòng dài quá {limit} ký tự", "Tách thành nhiều đoạn."),
        "en": Text("the line is longer than {limit} characters", "Split it into paragraphs."),
    },
    "nested-too-deep": {
        "vi": Text("danh sách, trích dẫn lồng nhau quá {limit} tầng", "Viết phẳng hơn; bớt dấu > và thụt lề."),
        "en": Text("lists or quotes stand more than {limit} deep in one another", "Write it flatter; use fewer > and indents."),
    },
    "signs-too-many": {
        "vi": Text("có quá nhiều dấu {sign} (hơn {limit} trong một đoạn)", "Tách đoạn, hoặc xóa những dấu thừa."),
        "en": Text("there are too many {sign} (more than {limit} in a paragraph)", "Split the paragraph, or take out what is too much."),
    },
    "raw-html": {
        "vi": Text("không dùng được mã HTML: {tag}", "Viết bằng Markdown: **đậm**, *nghiêng*, [chữ](liên kết)."),
        "en": Text("HTML can't be used: {tag}", "Write Markdown: **bold**, *italic*, [words](target)."),
    },
    "heading-one": {
        "vi": Text("tiêu đề cấp 1 đã có từ title của trang", "Bắt đầu các mục từ ##."),
        "en": Text("the page's title is its first heading already", "Begin sections with ##."),
    },
    "heading-empty": {
        "vi": Text("tiêu đề không có chữ", "Viết tiêu đề sau dấu ##, hoặc bỏ dòng này."),
        "en": Text("the heading has no words", "Write them after the ##, or take the line out."),
    },
    "link-left": {
        "vi": Text("chỗ này chưa thành liên kết hay hình: {text}", "Viết liền [chữ](đích), không có dấu cách ở giữa và trong đích."),
        "en": Text("this has not become a link or a picture: {text}", "Write [words](target), with no space between them or in the target."),
    },
    "mark-left": {
        "vi": Text("dấu này sẽ hiện nguyên ra: {text}", "Chữ đậm: **chữ**, không có dấu cách bên trong. Bảng: một dòng trống phía trên, và dòng |---|---| dưới dòng đầu. Mã và chú thích cuối trang không dùng được."),
        "en": Text("this mark would stand there as it is: {text}", "Bold: **words**, with no space inside. A table: a blank line above it, and |---|---| below its first line. Code blocks and footnotes can't be used."),
    },
    "link-wordless": {
        "vi": Text("liên kết tới {target} không có chữ", "Viết chữ cho người đọc bấm: [chữ]({target})."),
        "en": Text("the link to {target} has no words", "Write what readers press: [words]({target})."),
    },
    "link-targetless": {
        "vi": Text("liên kết chưa có đích", "Ghi đích trong ngoặc tròn: [chữ](link:TÊN)."),
        "en": Text("the link has no target", "Write one in the parentheses: [words](link:NAME)."),
    },
    "unknown-note": {
        "vi": Text("không có loại ghi chú {kind}", "Có phải ý bạn là !!! {meant}?"),
        "en": Text("there is no note called {kind}", "Did you mean !!! {meant}?"),
    },
    # Links
    "link-name": {
        "vi": Text("tên liên kết {name} không hợp lệ", "Dùng chữ thường không dấu, số và dấu gạch nối."),
        "en": Text("{name} can't be a link's name", "Use a-z, digits and hyphens."),
    },
    "unknown-link": {
        "vi": Text("sổ liên kết không có {name}", "Các tên có trong site.yaml: {known}."),
        "en": Text("the link register has no {name}", "Names in site.yaml: {known}."),
    },
    "unknown-link-meant": {
        "vi": Text("sổ liên kết không có {name}", "Có phải ý bạn là {meant}? Các tên có trong site.yaml: {known}."),
        "en": Text("the link register has no {name}", "Did you mean {meant}? Names in site.yaml: {known}."),
    },
    "url-malformed": {
        "vi": Text("địa chỉ viết sai: {url}", "Viết dạng https://ten-mien/duong-dan."),
        "en": Text("the address is malformed: {url}", "Write https://host/path."),
    },
    "url-not-https": {
        "vi": Text("địa chỉ không dùng https: {url}", "Đổi thành https://. Nếu trang chỉ có http, thêm http://ten-mien vào allowed_hosts."),
        "en": Text("the address does not use https: {url}", "Write https://. If there is only http, add http://host to allowed_hosts."),
    },
    "host-not-allowed": {
        "vi": Text("chưa ai xác nhận tên miền {host}", "Kiểm tra địa chỉ. Nếu đúng, thêm {host} vào allowed_hosts trong site.yaml."),
        "en": Text("nobody has vouched for the host {host}", "Check the address. If it is right, add {host} to allowed_hosts in site.yaml."),
    },
    "host-not-allowed-meant": {
        "vi": Text("chưa ai xác nhận tên miền {host}", "Có phải ý bạn là {meant}? Nếu không, thêm {host} vào allowed_hosts trong site.yaml."),
        "en": Text("nobody has vouched for the host {host}", "Did you mean {meant}? If not, add {host} to allowed_hosts in site.yaml."),
    },
    "host-form": {
        "vi": Text("allowed_hosts chỉ nhận tên miền, không nhận {host}", "Ghi tên miền bằng chữ thường, không có https://, cổng hay đường dẫn, ví dụ tokhaiyte.vn."),
        "en": Text("allowed_hosts takes names of hosts, not {host}", "Write the name in small letters, without https://, port or path, such as tokhaiyte.vn."),
    },
    "host-is-number": {
        "vi": Text("địa chỉ dẫn tới một con số ({host}), không ai kiểm tra được là của ai", "Dùng tên miền của trang."),
        "en": Text("the address leads to a number ({host}), and nobody can tell whose it is", "Use the site's name."),
    },
    "host-punycode": {
        "vi": Text("tên miền {host} viết bằng mã, không ai thấy nó dẫn đi đâu", "Dùng tên miền viết bằng chữ thường không dấu."),
        "en": Text("the host {host} is written in code, and nobody can see where it leads", "Use a host in plain letters."),
    },
    "host-letters": {
        "vi": Text("tên miền {host} có chữ cái lạ, trông giống chữ thường mà không phải", "Gõ lại tên miền; đừng dán."),
        "en": Text("the host {host} has letters that only look like plain ones", "Type it again; don't paste it."),
    },
    "host-shortener": {
        "vi": Text("{host} là trang rút gọn liên kết: chủ trang có thể đổi đích bất cứ lúc nào", "Ghi địa chỉ đầy đủ. Muốn địa chỉ ngắn khi in thì dùng permalink: true."),
        "en": Text("{host} shortens links: its owner can lead them elsewhere at any time", "Write the full address. For a short one in print, use permalink: true."),
    },
    "unknown-scheme": {
        "vi": Text("không dùng được liên kết {target}", "Dùng link:TÊN, đường dẫn tới tệp .md, https:// hoặc tel:số."),
        "en": Text("the link {target} can't be used", "Use link:NAME, a path to a .md file, https:// or tel:number."),
    },
    "unknown-page": {
        "vi": Text("không có trang {target}", "Viết đường dẫn tới tệp .md, tính từ thư mục của trang này."),
        "en": Text("there is no page {target}", "Write the path to a .md file, from this page's folder."),
    },
    "unknown-page-meant": {
        "vi": Text("không có trang {target}", "Có phải ý bạn là {meant}?"),
        "en": Text("there is no page {target}", "Did you mean {meant}?"),
    },
    "page-not-published": {
        "vi": Text("trang {target} chưa được đăng (nháp hoặc chưa tới ngày)", "Đăng trang đó trước, hoặc bỏ liên kết."),
        "en": Text("the page {target} is not published (a draft, or scheduled)", "Publish it first, or take the link out."),
    },
    "unknown-anchor": {
        "vi": Text("trang {page} không có mục {anchor}", "Kiểm tra tiêu đề của mục."),
        "en": Text("{page} has no section {anchor}", "Check the section's heading."),
    },
    "unknown-anchor-meant": {
        "vi": Text("trang {page} không có mục {anchor}", "Có phải ý bạn là #{meant}?"),
        "en": Text("{page} has no section {anchor}", "Did you mean #{meant}?"),
    },
    "url-doubled": {
        "vi": Text("hai trang cùng địa chỉ {url}: trang kia là {first}", "Đổi tên một trong hai tệp."),
        "en": Text("two pages have the address {url}: the other is {first}", "Rename one of the files."),
    },
    "alias-taken": {
        "vi": Text("địa chỉ cũ {alias} đang là của {first}", "Bỏ địa chỉ này khỏi aliases."),
        "en": Text("the old address {alias} belongs to {first}", "Take it out of aliases."),
    },
    "alias-doubled": {
        "vi": Text("địa chỉ cũ {alias} ghi hai lần (lần đầu ở {first})", "Bỏ một trong hai."),
        "en": Text("the old address {alias} stands twice (first at {first})", "Take one of them out."),
    },
    "menu-nowhere": {
        "vi": Text("mục menu {page} không dẫn tới đâu", "Ghi tệp .md trong content, hoặc một trong: {known}."),
        "en": Text("the menu entry {page} leads nowhere", "Name a .md file under content, or one of: {known}."),
    },
    "picture-elsewhere": {
        "vi": Text("hình phải nằm trong thư mục của trang: {target}", "Chép hình vào content hoặc assets/images, rồi ghi đường dẫn."),
        "en": Text("a picture must be in the site's folder: {target}", "Copy it into content or assets/images, and write its path."),
    },
    "picture-without-alt": {
        "vi": Text("hình {target} chưa có lời mô tả", "Viết lời cho người không nhìn thấy hình: ![lời mô tả]({target})."),
        "en": Text("the picture {target} has no description", "Write one for those who can't see it: ![description]({target})."),
    },
    "picture-missing-meant": {
        "vi": Text("không có tệp ảnh {file}", "Có phải ý bạn là {meant}?"),
        "en": Text("there is no picture {file}", "Did you mean {meant}?"),
    },
    "picture-kind": {
        "vi": Text("không dùng được loại hình của {file}", "Dùng một trong: {known}."),
        "en": Text("{file} is of a kind that can't be used", "Use one of: {known}."),
    },
    "picture-coarse": {
        "vi": Text("{file}: hình {size} chỉ có {found} điểm ảnh mỗi inch, khổ này cần {needed}", "Dùng hình lớn hơn."),
        "en": Text("{file}: a picture of {size} has only {found} ppi, this format needs {needed}", "Use a larger picture."),
    },
    # Tables
    "csv-syntax": {
        "vi": Text("dấu ngoặc kép của dòng này không đúng", "Ô có ngoặc kép thì viết hai lần \"\" và đóng ô bằng một dấu; hoặc lưu lại bảng dạng CSV UTF-8."),
        "en": Text("the quotes of this row are not right", "Write a quote in a cell twice (\"\") and close the cell with one; or save the table as CSV UTF-8."),
    },
    "cell-too-long": {
        "vi": Text("một ô dài quá {limit} ký tự", "Thường do một dấu ngoặc kép chưa đóng: xem ô đầu tiên có dấu này."),
        "en": Text("a cell is longer than {limit} characters", "Most often a quote is not closed: look at the first cell with one."),
    },
    "table-empty": {
        "vi": Text("bảng trống", "Dòng đầu là tên cột, mỗi dòng sau là một mục."),
        "en": Text("the table is empty", "The first line names the columns, each next one is a row."),
    },
    "table-delimiter": {
        "vi": Text("các ô của bảng ngăn bằng dấu |", "Ngăn bằng dấu phẩy, hoặc lưu lại bảng dạng CSV UTF-8."),
        "en": Text("the cells are parted by |", "Part them by commas, or save the table as CSV UTF-8."),
    },
    "table-too-long": {
        "vi": Text("bảng dài quá {limit} dòng", "Chia thành nhiều bảng."),
        "en": Text("the table has more than {limit} rows", "Split it."),
    },
    "column-unnamed": {
        "vi": Text("có cột không tên", "Đặt tên cho mọi cột ở dòng đầu."),
        "en": Text("a column has no name", "Name every column in the first line."),
    },
    "column-doubled": {
        "vi": Text("hai cột cùng tên {column}", "Đổi tên một cột."),
        "en": Text("two columns are called {column}", "Rename one."),
    },
    "row-length": {
        "vi": Text("dòng có {found} ô, bảng có {expected} cột", "Ô có dấu phẩy thì đặt trong ngoặc kép."),
        "en": Text("the row has {found} cells, the table {expected} columns", "Quote a cell that holds a comma."),
    },
    "row-unnamed": {
        "vi": Text("ô {column} bỏ trống", "Cột đầu đặt tên cho dòng, nên phải có giá trị."),
        "en": Text("{column} is empty", "The first column names a row and needs a value."),
    },
    "row-doubled": {
        "vi": Text("{value} có hai lần (lần đầu ở dòng {first})", "Giá trị ở cột đầu phải khác nhau."),
        "en": Text("{value} stands twice (first on line {first})", "Values in the first column must differ."),
    },
    "cell-broken": {
        "vi": Text("ô có {value}: công thức hỏng hoặc số bị viết tắt", "Sửa trong bảng tính (định dạng ô là văn bản), rồi lưu lại."),
        "en": Text("a cell holds {value}: a formula that failed, or a number cut short", "Mend it in the spreadsheet (format the cell as text), and save again."),
    },
    "cell-empty": {
        "vi": Text("ô {column} bỏ trống mà bản in cần tới", "Điền ô này, hoặc dùng where để chọn các dòng đã đủ."),
        "en": Text("the cell {column} is empty, and a print needs it", "Fill it in, or select complete rows with where."),
    },
    # Publications
    "unknown-format": {
        "vi": Text("không có khổ {name}", "Các khổ: {known}."),
        "en": Text("there is no format {name}", "Formats: {known}."),
    },
    "unknown-format-meant": {
        "vi": Text("không có khổ {name}", "Có phải ý bạn là {meant}? Các khổ: {known}."),
        "en": Text("there is no format {name}", "Did you mean {meant}? Formats: {known}."),
    },
    "format-name": {
        "vi": Text("tên khổ {name} không hợp lệ", "Dùng chữ thường không dấu, số, dấu chấm và gạch nối."),
        "en": Text("{name} can't be a format's name", "Use a-z, digits, dots and hyphens."),
    },
    "body-text-range": {
        "vi": Text("khổ dùng mẫu {layout} cần body_text", "Thêm body_text: [cỡ nhỏ nhất, cỡ lớn nhất], tính bằng pt."),
        "en": Text("a format with the layout {layout} needs body_text", "Add body_text: [smallest, largest], in pt."),
    },
    "unknown-table": {
        "vi": Text("không có bảng {name}", "Các bảng trong content/data: {known}."),
        "en": Text("there is no table {name}", "Tables in content/data: {known}."),
    },
    "unknown-table-meant": {
        "vi": Text("không có bảng {name}", "Có phải ý bạn là {meant}?"),
        "en": Text("there is no table {name}", "Did you mean {meant}?"),
    },
    "unknown-column": {
        "vi": Text("không có cột hay giá trị {name}", "Dùng được: {known}."),
        "en": Text("there is no column or value {name}", "Known: {known}."),
    },
    "unknown-column-meant": {
        "vi": Text("không có cột hay giá trị {name}", "Có phải ý bạn là {meant}? Dùng được: {known}."),
        "en": Text("there is no column or value {name}", "Did you mean {meant}? Known: {known}."),
    },
    "brace-left": {
        "vi": Text("dấu ngoặc nhọn không thành tên cột: {text}", "Viết {{tên_cột}}: một cặp ngoặc, không có dấu cách bên trong."),
        "en": Text("the braces hold no name: {text}", "Write {{column}}: one pair, without spaces inside."),
    },
    "blank-left": {
        "vi": Text("còn chỗ chưa điền: {text}", "Điền nội dung vào chỗ này."),
        "en": Text("there is a blank that nobody filled in: {text}", "Fill it in."),
    },
    "no-rows": {
        "vi": Text("không dòng nào của bảng {name} được chọn", "Kiểm tra bảng và điều kiện where."),
        "en": Text("no row of {name} is selected", "Check the table and the where condition."),
    },
    "where-without-each": {
        "vi": Text("where cần đi cùng each", "Thêm each: TÊN_BẢNG, hoặc bỏ where."),
        "en": Text("where needs each", "Add each: TABLE, or take where out."),
    },
    "needs-each": {
        "vi": Text("{key} cần đi cùng each", "Thêm each: TÊN_BẢNG, hoặc bỏ {key}."),
        "en": Text("{key} needs each", "Add each: TABLE, or take {key} out."),
    },
    "unknown-section": {
        "vi": Text("trang không có mục \"{title}\"", "Các mục của trang: {known}."),
        "en": Text("the page has no section \"{title}\"", "Its sections: {known}."),
    },
    "unknown-section-meant": {
        "vi": Text("trang không có mục \"{title}\"", "Có phải ý bạn là \"{meant}\"?"),
        "en": Text("the page has no section \"{title}\"", "Did you mean \"{meant}\"?"),
    },
    "unknown-icon": {
        "vi": Text("không có hình {name}", "Các hình nằm trong assets/icons."),
        "en": Text("there is no pictogram {name}", "They are in assets/icons."),
    },
    "unknown-icon-meant": {
        "vi": Text("không có hình {name}", "Có phải ý bạn là {meant}?"),
        "en": Text("there is no pictogram {name}", "Did you mean {meant}?"),
    },
    "icon-unreadable": {
        "vi": Text("hình {file} không đúng dạng", "Chỉ dùng path với lệnh M, L, C, Z viết hoa."),
        "en": Text("{file} has not the form of a pictogram", "Use paths of absolute M, L, C and Z only."),
    },
    "icon-active": {
        "vi": Text("hình có thứ không phải nét vẽ: {what}", "Lưu lại dạng SVG thuần (Plain SVG), chỉ có các nét; bỏ script, style, liên kết và hình từ nơi khác."),
        "en": Text("the pictogram holds more than a drawing: {what}", "Save it as plain SVG with shapes only; take out scripts, styles, links and what comes from elsewhere."),
    },
    "step-icons": {
        "vi": Text("step_icons có {icons} hình nhưng trang có {steps} bước", "Mỗi bước một hình, theo thứ tự."),
        "en": Text("step_icons has {icons} pictograms, the page {steps} steps", "Give one a step, in order."),
    },
    "step-icons-missing": {
        "vi": Text("khổ {format} cần hình cho từng bước", "Thêm step_icons: [...] cho trang, hoặc steps cho mục này."),
        "en": Text("{format} needs a pictogram a step", "Add step_icons: [...] to the page, or steps to this entry."),
    },
    "steps-missing": {
        "vi": Text("khổ {format} cần các bước", "Thêm một danh sách đánh số (1. 2. 3.) vào trang."),
        "en": Text("{format} needs steps", "Add a numbered list (1. 2. 3.) to the page."),
    },
    "panels-missing": {
        "vi": Text("khổ {format} cần đúng {panels} nhóm mục", "Thêm panels: và {panels} dòng, mỗi dòng một danh sách: - [Mục A, Mục B]."),
        "en": Text("{format} needs exactly {panels} groups of sections", "Add panels: and {panels} lines, each a list: - [Section A, Section B]."),
    },
    "slogan-missing": {
        "vi": Text("khổ {format} cần slogan", "Thêm slogan: … (bảy từ trở lại thì đọc kịp)."),
        "en": Text("{format} needs a slogan", "Add slogan: … (seven words or fewer are read in time)."),
    },
    "qr-missing": {
        "vi": Text("khổ {format} cần mã QR", "Thêm qr: TÊN, với tên trong sổ liên kết."),
        "en": Text("{format} needs a code", "Add qr: NAME, with a name of the link register."),
    },
    "code-from-elsewhere": {
        "vi": Text("khổ {format} không dùng code_from: mã cấp riêng chỉ in trên biển của điểm quét", "Dùng qr: TÊN, hoặc chọn khổ của điểm quét như diem-quet-a4."),
        "en": Text("{format} takes no code_from: an issued code stands on a venue's notice only", "Use qr: NAME, or a venue's format such as diem-quet-a4."),
    },
    "code-twice": {
        "vi": Text("ấn phẩm có cả qr và code_from", "Giữ một: qr cho một mã chung, code_from cho mã cấp riêng từng điểm."),
        "en": Text("the entry has both qr and code_from", "Keep one: qr for a code that all share, code_from for each venue's own."),
    },
    "code-missing": {
        "vi": Text("trang có ấn phẩm phải có code", "Thêm code: hai đến sáu chữ in hoa, ví dụ code: BZ."),
        "en": Text("a page with publications needs a code", "Add code: two to six capitals, such as code: BZ."),
    },
    "publication-doubled": {
        "vi": Text("hai ấn phẩm cùng tên {name} (cái kia ở {first})", "Đặt id: khác cho một trong hai."),
        "en": Text("two publications are called {name} (the other at {first})", "Give one another id."),
    },
    "edition-doubled": {
        "vi": Text("hai ấn phẩm cùng mã bản in {name} (cái kia ở {first})", "Đổi code của trang, hoặc edition của ấn phẩm."),
        "en": Text("two publications have the edition code {name} (the other at {first})", "Change the page's code, or the entry's edition."),
    },
    "picture-missing": {
        "vi": Text("không có tệp ảnh {file}", "Kiểm tra tên và thư mục của ảnh."),
        "en": Text("there is no picture {file}", "Check its name and folder."),
    },
    "picture-unreadable": {
        "vi": Text("{file} không phải ảnh, hoặc ảnh đã hỏng", "Lưu lại ảnh dạng PNG hoặc JPG."),
        "en": Text("{file} is no picture, or it is damaged", "Save it again as PNG or JPG."),
    },
    "picture-too-large": {
        "vi": Text("ảnh {file} quá lớn", "Thu nhỏ ảnh dưới 40 triệu điểm ảnh."),
        "en": Text("the picture {file} is too large", "Reduce it below 40 megapixels."),
    },
    "picture-without-code": {
        "vi": Text("không đọc được mã QR trong ảnh {file}", "Dùng ảnh rõ nét, đủ cả viền trắng quanh mã."),
        "en": Text("no code can be read on {file}", "Use a sharp picture with all of the white border."),
    },
    "picture-many-codes": {
        "vi": Text("ảnh {file} có nhiều hơn một mã", "Cắt ảnh để chỉ còn một mã."),
        "en": Text("{file} shows more than one code", "Crop it to one."),
    },
    # Making prints
    "text-too-long": {
        "vi": Text("chữ không vừa khổ ({part}): \"{text}\" chỉ vừa ở cỡ {fits} pt, nhỏ nhất được phép là {smallest} pt (thừa {over}%)", "Viết ngắn lại, hoặc chọn khổ lớn hơn."),
        "en": Text("the text does not fit ({part}): \"{text}\" fits only at {fits} pt, the smallest allowed is {smallest} pt ({over}% over)", "Shorten it, or take a larger format."),
    },
    "text-overflows": {
        "vi": Text("nội dung không vừa khổ ({part}): ở cỡ chữ nhỏ nhất {smallest} pt vẫn thừa {over}%", "Chọn ít mục hơn trong sections, viết ngắn lại, hoặc chọn khổ lớn hơn."),
        "en": Text("the content does not fit ({part}): at the smallest size, {smallest} pt, it is {over}% over", "Choose fewer sections, shorten them, or take a larger format."),
    },
    "code-too-small": {
        "vi": Text("mã QR chỉ còn {side} mm, khổ này cần ít nhất {smallest} mm", "Viết ngắn lời mời quét, hoặc chọn khổ lớn hơn."),
        "en": Text("the code has only {side} mm, this format needs {smallest} mm", "Shorten its purpose, or take a larger format."),
    },
    "code-without-room": {
        "vi": Text("mã {payload} cạnh {smallest} mm cần {needs} mm kể cả viền trắng, khổ này chỉ có {room} mm", "Mã đã cấp thì giữ nguyên: giảm smallest_code và scanning_distance của khổ, hoặc chọn khổ lớn hơn."),
        "en": Text("the code {payload} of {smallest} mm needs {needs} mm with its white margin, this format has {room} mm", "An issued code stays as it is: lower the format's smallest_code and scanning_distance, or take a larger format."),
    },
    "code-too-long": {
        "vi": Text("địa chỉ của mã QR dài {size} byte, tối đa {limit}", "Dùng permalink: true trong sổ liên kết."),
        "en": Text("the code's address has {size} bytes, the limit is {limit}", "Use permalink: true in the link register."),
    },
    "missing-glyph": {
        "vi": Text("phông chữ không có ký tự {glyph} ({code})", "Thay ký tự này bằng chữ hoặc dấu khác."),
        "en": Text("the font has no {glyph} ({code})", "Write another character."),
    },
    # Checks
    "code-not-read": {
        "vi": Text("{file}: không đọc được mã QR {payload}", "Báo cho người bảo trì: mã đã in phải đọc được."),
        "en": Text("{file}: the code {payload} can't be read", "Tell a maintainer: a printed code must be readable."),
    },
    "code-read-wrong": {
        "vi": Text("{file}: mã QR phải là {payload} nhưng đọc ra {read}", "Báo cho người bảo trì: mã đã in phải dẫn đúng nơi."),
        "en": Text("{file}: the code should be {payload}, but {read} was read", "Tell a maintainer: a printed code must lead home."),
    },
    "page-count": {
        "vi": Text("{file} có {found} trang, cần đúng {expected}", "Bớt nội dung, hoặc chọn khổ khác."),
        "en": Text("{file} has {found} pages, it must have {expected}", "Shorten the content, or take another format."),
    },
    "box-size": {
        "vi": Text("{file}: khung {box} là {found} mm, cần {expected} mm", "Báo cho người bảo trì."),
        "en": Text("{file}: the {box} is {found} mm, it must be {expected} mm", "Tell a maintainer."),
    },
    "outside-safe-area": {
        "vi": Text("{file}, trang {page}: \"{text}\" nằm ngoài vùng an toàn {over} mm", "Viết ngắn lại, hoặc báo cho người bảo trì mẫu in."),
        "en": Text("{file}, page {page}: \"{text}\" is {over} mm outside the safe area", "Shorten it, or tell who keeps the layout."),
    },
    "text-too-small": {
        "vi": Text("{file}, trang {page}: có chữ cỡ {found} pt, khổ này nhỏ nhất {smallest} pt", "Bớt nội dung, hoặc báo cho người bảo trì mẫu in."),
        "en": Text("{file}, page {page}: there are letters of {found} pt, the smallest allowed is {smallest} pt", "Shorten the content, or tell who keeps the layout."),
    },
    "module-too-small": {
        "vi": Text("{file}: một ô của mã QR chỉ còn {found} mm, máy in không in rõ dưới 0,17 mm", "Dùng địa chỉ ngắn hơn (permalink: true), hoặc chọn khổ lớn hơn."),
        "en": Text("{file}: a module of the code is only {found} mm; printers blur what is under 0.17 mm", "Use a shorter address (permalink: true), or a larger format."),
    },
    "dead-link": {
        "vi": Text("{file}: liên kết tới {target} không có trong trang", "Báo cho người bảo trì, hoặc sửa liên kết."),
        "en": Text("{file}: the link to {target} leads nowhere", "Mend the link, or tell a maintainer."),
    },
    "dead-anchor": {
        "vi": Text("{file}: liên kết tới mục {target} không tồn tại", "Báo cho người bảo trì, hoặc sửa liên kết."),
        "en": Text("{file}: the link to the section {target} leads nowhere", "Mend the link, or tell a maintainer."),
    },
    "path-doubled": {
        "vi": Text("hai nơi cùng muốn ghi {path}: nơi kia là {first}", "Đổi tên một trong hai."),
        "en": Text("two things want to be {path}: the other is {first}", "Rename one of them."),
    },
    "contrast-low": {
        "vi": Text("màu {one} và {other} khó phân biệt: độ tương phản {ratio}, cần ít nhất {least}", "Chọn màu đậm hơn hoặc nhạt hơn trong palette."),
        "en": Text("the colours {one} and {other} have a contrast of {ratio}; text needs {least}", "Choose a darker or a lighter colour in palette."),
    },
    "ink-too-much": {
        "vi": Text("màu có tổng mực {ink}%, tối đa {most}%", "Bớt mực trong cmyk, nhiều hơn thì in không khô."),
        "en": Text("the colour has {ink}% of ink, the most is {most}%", "Lower its cmyk: more does not dry."),
    },
    "code-below-distance": {
        "vi": Text("mã QR {side} mm không quét được từ {distance} m: cần ít nhất {least} mm", "Tăng smallest_code, hoặc giảm scanning_distance."),
        "en": Text("a code of {side} mm can't be scanned from {distance} m: it needs {least} mm", "Raise smallest_code, or lower scanning_distance."),
    },
    "module-fine": {
        "vi": Text("{file}: một ô của mã QR chỉ {found} mm, nên từ 0,5 mm để máy ảnh kém cũng đọc được", "Dùng địa chỉ ngắn hơn (permalink: true), hoặc chọn khổ lớn hơn."),
        "en": Text("{file}: a module of the code is {found} mm; poor cameras want 0.5 mm", "Use a shorter address (permalink: true), or a larger format."),
    },
    "font-not-embedded": {
        "vi": Text("{file}: phông {font} chưa được nhúng", "Báo cho người bảo trì: nhà in không có phông này."),
        "en": Text("{file}: the font {font} is not embedded", "Tell a maintainer: a print shop does not have it."),
    },
    # The advertising law (Luật Quảng cáo 16/2012/QH13), as advice
    "hang-too-long": {
        "vi": Text("treo {days} ngày, băng rôn chỉ được treo tối đa {most} ngày (khoản 4 Điều 27 Luật Quảng cáo 2012)", "Đổi hang_until, hoặc xin phép treo lại."),
        "en": Text("it hangs for {days} days, a banner may for {most} at most (article 27.4, Law on Advertising 2012)", "Change hang_until, or ask for a new permit."),
    },
    "hang-reversed": {
        "vi": Text("hang_until đứng trước hang_from", "Đổi lại hai ngày."),
        "en": Text("hang_until comes before hang_from", "Exchange the two dates."),
    },
    "issuer-not-shown": {
        "vi": Text("{file}: băng rôn không ghi {text} (khoản 2 Điều 27 Luật Quảng cáo 2012: ghi rõ tên, địa chỉ người thực hiện)", "Rút ngắn signature hoặc issuer.address cho vừa."),
        "en": Text("{file}: the banner does not show {text} (article 27.2, Law on Advertising 2012: name and address of who puts it up)", "Shorten signature or issuer.address."),
    },
    "foreign-too-large": {
        "vi": Text("{file}: chữ nước ngoài cao bằng {found}% chữ tiếng Việt, luật cho tối đa 75% (khoản 2 Điều 18 Luật Quảng cáo 2012)", "Viết second_text dài hơn hoặc slogan ngắn hơn, hoặc sửa layout."),
        "en": Text("{file}: the foreign text has {found} % of the size of the Vietnamese, the law allows 75 % (article 18.2, Law on Advertising 2012)", "Make second_text longer or the slogan shorter, or change the layout."),
    },
    "foreign-above": {
        "vi": Text("{file}: chữ nước ngoài \"{text}\" không nằm bên dưới chữ tiếng Việt (khoản 2 Điều 18 Luật Quảng cáo 2012)", "Sửa layout để second_text nằm dưới slogan."),
        "en": Text("{file}: the foreign text \"{text}\" is not below the Vietnamese (article 18.2, Law on Advertising 2012)", "Change the layout so that second_text is below the slogan."),
    },
    "foreign-not-shown": {
        "vi": Text("{file}: không thấy second_text \"{text}\" dưới slogan trên bản in", "Loại ấn phẩm này chưa có chỗ cho second_text: bỏ khóa này, hoặc sửa layout."),
        "en": Text("{file}: second_text \"{text}\" is not on the print below its slogan", "This kind of print has no room for second_text: take it out, or change the layout."),
    },
    "foreign-alone": {
        "vi": Text("bản in ngoài trời này không có chữ tiếng Việt (khoản 1 Điều 18 Luật Quảng cáo 2012)", "In từ trang tiếng Việt và dùng second_text cho tiếng nước ngoài."),
        "en": Text("this outdoor print has no Vietnamese text (article 18.1, Law on Advertising 2012)", "Print it from the Vietnamese page, with second_text for the foreign language."),
    },
    # Languages, notices, topics, recordings
    "language-doubled": {
        "vi": Text("{lang} đã là ngôn ngữ chính của trang", "Bỏ mục này trong languages."),
        "en": Text("{lang} is the site's own language already", "Take the entry out of languages."),
    },
    "name-form": {
        "vi": Text("tên \"{name}\" không dùng được trong địa chỉ", "Ngôn ngữ: mã hai hoặc ba chữ cái (en, hmn). Chủ đề: chữ thường không dấu, số, gạch nối."),
        "en": Text("\"{name}\" can't stand in an address", "A language is a code of two or three letters (en, hmn); a topic has lower-case letters without marks, digits, hyphens."),
    },
    "words-unknown": {
        "vi": Text("không có câu \"{text}\" trong site.yaml để dịch", "Chép đúng câu gốc làm khóa."),
        "en": Text("site.yaml does not say \"{text}\"", "The key is the original, word for word."),
    },
    "words-unknown-meant": {
        "vi": Text("không có câu \"{text}\" trong site.yaml để dịch", "Có phải \"{meant}\"?"),
        "en": Text("site.yaml does not say \"{text}\"", "Did you mean \"{meant}\"?"),
    },
    "words-missing": {
        "vi": Text("ngôn ngữ {lang} chưa dịch: {texts}", "Thêm vào languages.{lang}.words; nếu không, trang giữ nguyên câu gốc."),
        "en": Text("{lang} does not translate: {texts}", "Add it to languages.{lang}.words; until then pages show the original."),
    },
    "no-original": {
        "vi": Text("bản dịch này không có bản gốc: không có {file}", "Đặt tên và thư mục giống bản gốc."),
        "en": Text("this translation has no original: there is no {file}", "Give it the folder and name of its original."),
    },
    "no-original-meant": {
        "vi": Text("bản dịch này không có bản gốc: không có {file}", "Có phải bản dịch của {meant}?"),
        "en": Text("this translation has no original: there is no {file}", "Did you mean a translation of {meant}?"),
    },
    "unknown-topic": {
        "vi": Text("không có chủ đề \"{name}\"", "Các chủ đề trong site.yaml: {known}."),
        "en": Text("there is no topic \"{name}\"", "Topics in site.yaml: {known}."),
    },
    "unknown-topic-meant": {
        "vi": Text("không có chủ đề \"{name}\"", "Có phải \"{meant}\"?"),
        "en": Text("there is no topic \"{name}\"", "Did you mean \"{meant}\"?"),
    },
    "notice-without-end": {
        "vi": Text("thông báo khẩn phải có ngày kết thúc", "Thêm expires: năm-tháng-ngày."),
        "en": Text("an urgent notice needs an end", "Add expires: YYYY-MM-DD."),
    },
    "no-recording": {
        "vi": Text("trang không có bản ghi âm tiếng \"{lang}\"", "Bản ghi âm của trang (audio): {known}."),
        "en": Text("the page has no recording in \"{lang}\"", "Its recordings (audio): {known}."),
    },
    "file-not-found": {
        "vi": Text("không có tệp {file}", "Đặt tệp vào đúng thư mục, hoặc sửa tên."),
        "en": Text("there is no file {file}", "Put the file there, or mend its name."),
    },
    "file-not-found-meant": {
        "vi": Text("không có tệp {file}", "Có phải {meant}?"),
        "en": Text("there is no file {file}", "Did you mean {meant}?"),
    },
    "file-kind": {
        "vi": Text("{file} không phải tệp {known}", "Xuất lại tệp đúng định dạng."),
        "en": Text("{file} is no {known} file", "Export it again in that form."),
    },
    # What went out before (published.csv)
    "register-unreadable": {
        "vi": Text("không đọc được dòng này của sổ phát hành: {reason}", "Lấy lại bản cũ của tệp (git checkout). Nếu hai người cùng sửa: giữ dòng của cả hai, bỏ các dòng <<<<<<<, =======, >>>>>>>."),
        "en": Text("this line of the register can't be read: {reason}", "Restore the file (git checkout). After a merge: keep the lines of both, take out <<<<<<<, ======= and >>>>>>>."),
    },
    "register-behind": {
        "vi": Text("sổ phát hành còn thiếu {count} mục: {names}", "Chạy bangtin build trên máy của bạn, rồi lưu tệp này cùng nội dung (git commit)."),
        "en": Text("the register lacks {count} entries: {names}", "Run bangtin build on your machine, and commit this file together with the content."),
    },
    "permalink-dropped": {
        "vi": Text("địa chỉ /q/{name}/ không còn: có từ {since}, dẫn tới {before}; mã đã in sẽ hỏng", "Đặt lại mục {name} với permalink: true trong links. Nếu chưa in, chưa đăng lần nào: xóa dòng của nó trong published.csv."),
        "en": Text("/q/{name}/ is gone: it is there since {since} and led to {before}; printed codes would break", "Put {name} back into links, with permalink: true. If it never went out: delete its line in published.csv."),
    },
    "permalink-moved": {
        "vi": Text("/q/{name}/ dẫn tới {before} từ {since}, nay dẫn tới {now}: mọi mã đã in sẽ đi theo", "Nếu đúng ý, ghi dưới url: moved_from: {before}. Nếu không, đặt lại địa chỉ cũ."),
        "en": Text("/q/{name}/ led to {before} since {since}, and now to {now}: all printed codes follow", "If that is meant, write below url: moved_from: {before}. If not, put the old address back."),
    },
    "portal-moved": {
        "vi": Text("địa chỉ của trang là {before} từ {since}, nay là {now}: mã đã in vẫn mang địa chỉ cũ", "Giữ {before} chuyển tiếp mọi đường dẫn sang {now}. Nếu đây là trang mới, làm từ nội dung mẫu: xóa tệp published.csv."),
        "en": Text("the portal was at {before} since {since}, and now at {now}: printed codes still hold the old address", "Have {before} redirect every path to {now}. If this is a new site, begun from the sample: delete published.csv."),
    },
    "edition-dropped": {
        "vi": Text("bản in {name} không còn: có từ {since}, ở {before}; người cầm tờ cũ sẽ không tra được", "Muốn ngừng thì đặt expires: cho trang, đừng xóa. Nếu chưa in, chưa đăng lần nào: xóa dòng này."),
        "en": Text("the print {name} is gone: it is there since {since}, at {before}; who holds one can't look it up", "To end it, set expires: on its page instead. If it never went out: delete this line."),
    },
    "edition-taken": {
        "vi": Text("mã {name} từ {since} là của {before}, nay là của {now}: hai tờ khác nhau cùng một mã", "Nếu vẫn là tờ ấy, ghi id: {id}. Nếu là tờ khác, đổi code hoặc tăng edition."),
        "en": Text("the code {name} names {before} since {since}, and now {now}: two sheets would share it", "If it is the same sheet, write id: {id}. If not, change code or raise edition."),
    },
    "edition-changed": {
        "vi": Text("lời của bản in {name} (có từ {since}) đã khác với lúc đặt in", "Ghi edition: {next}, để phân biệt với tờ đã in. Nếu chưa in: xóa dòng của nó trong published.csv."),
        "en": Text("the words of {name} (there since {since}) are no longer those that were ordered", "Write edition: {next}, to tell it from printed sheets. If none was printed: delete its line in published.csv."),
    },
    # What is still to be filled in
    "hotline-empty": {
        "vi": Text("chưa có số điện thoại của {name}", "Điền number: trong site.yaml khi biết chắc."),
        "en": Text("the number of {name} is not known", "Fill in number: in site.yaml once it is certain."),
    },
    "hotline-missing": {
        "vi": Text("site.yaml chưa có số điện thoại nào", "Thêm ít nhất một mục có number: vào hotlines."),
        "en": Text("site.yaml has no telephone number", "Add at least one entry with number: to hotlines."),
    },
    "codes-not-issued": {
        "vi": Text("{missing} trong {total} điểm của bảng {table} chưa có mã; bảng in có khung trống", "Đăng ký tại qr.tokhaiyte.vn, rồi điền mã vào cột {column}."),
        "en": Text("{missing} of {total} places in {table} have no code yet; their notices hold an empty shared_context", "Register at qr.tokhaiyte.vn, then fill in the column {column}."),
    },
}  # fmt: skip


def label(level: str, language: str) -> str:
    """Return the word for a level of problem."""
    return LABELS[level][language]


def message(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in message of ``key``."""
    return MESSAGES[key][language].message.format_map(args)


def hint(key: str, language: str, args: Mapping[str, str]) -> str:
    """Return the filled-in hint of ``key``."""
    return MESSAGES[key][language].hint.format_map(args)
