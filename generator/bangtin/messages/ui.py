"""The words of the command line, in Vietnamese and English."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

LANGUAGES = ("vi", "en")

TEXTS: dict[str, dict[str, str]] = {
    "about": {
        "vi": "Bangtin: viết hướng dẫn một lần bằng Markdown, dựng ra cổng thông tin và mọi bản in của huyện.\n\nBắt đầu với: bangtin serve",
        "en": "Bangtin: write guidance once in Markdown, and build a district's portal and everything it prints.\n\nBegin with: bangtin serve",
    },
    "build-help": {
        "vi": "Dựng toàn bộ trang vào thư mục public/. Có lỗi thì public/ giữ nguyên như cũ.",
        "en": "Build the whole site into public/. With errors, public/ stays as it was.",
    },
    "serve-help": {
        "vi": "Xem thử trên máy này; lưu tệp là trang tự tải lại. Dừng bằng Ctrl+C.",
        "en": "Preview on this machine; saving a file reloads the page. Stop with Ctrl+C.",
    },
    "check-help": {
        "vi": "Kiểm tra mọi thứ (liên kết, mã QR, khổ in) mà không đăng gì vào public/.",
        "en": "Check everything (links, codes, prints) and publish nothing.",
    },
    "clean-help": {
        "vi": "Xóa những gì Bangtin đã dựng: public/ và kho tạm .bangtin/.",
        "en": "Remove what Bangtin built: public/ and the cache .bangtin/.",
    },
    "contact-help": {
        "vi": "Ghép hình mọi bản in thành một ảnh để duyệt.",
        "en": "Lay pictures of every print out on one sheet, to look at.",
    },
    "order-help": {
        "vi": "Viết phiếu đặt in cho nhà in: một tờ PDF và một bảng CSV.",
        "en": "Write the print order: a sheet (PDF) and a table (CSV) for each print shop.",
    },
    "status-help": {
        "vi": "Cho biết trang nào cần xem lại, trang nào sắp tự đổi, hỏi đơn vị nào.",
        "en": "Tell which pages are due for review, what time will change, and whom to ask.",
    },
    "pack-help": {
        "vi": "Dựng và gói cả trang thành một tệp zip, mở được từ USB không cần mạng.",
        "en": "Build, and pack the portal as a zip that opens from a USB stick.",
    },
    "status-day": {"vi": "Ngày {date}", "en": "On {date}"},
    "status-due": {
        "vi": "Quá hạn xem lại – hỏi đơn vị phụ trách, rồi đổi review_by:",
        "en": "Overdue for review – ask the owner, then change review_by:",
    },
    "status-ends": {"vi": "Sắp hết hiệu lực:", "en": "About to end:"},
    "status-appears": {"vi": "Sắp hiện ra:", "en": "About to appear:"},
    "status-review": {"vi": "Còn hạn, xem lại trước ngày:", "en": "In order; review before:"},
    "status-expired": {"vi": "Đã hết hiệu lực:", "en": "Ended:"},
    "status-next": {
        "vi": "Thay đổi kế tiếp do thời gian: {date} – {files}. Dựng lại vào ngày đó.",
        "en": "The next change that time brings: {date} – {files}. Build again on that day.",
    },
    "status-no-change": {
        "vi": "Thời gian không làm thay đổi gì nữa.",
        "en": "Time alone changes nothing more.",
    },
    "opt-out": {
        "vi": "Nơi ghi kết quả.",
        "en": "Where to write.",
    },
    "wrote": {"vi": "Đã ghi: {path}", "en": "Written: {path}"},
    "no-prints": {
        "vi": "Trang chưa có bản in nào. Thêm publish: vào phần khai báo của một trang.",
        "en": "The site has no prints. Add publish: to a page's header.",
    },
    "opt-root": {
        "vi": "Thư mục của trang (nơi có site.yaml).",
        "en": "The site's folder (where site.yaml is).",
    },
    "opt-lang": {
        "vi": "Ngôn ngữ của thông báo: vi hoặc en.",
        "en": "The language of messages: vi or en.",
    },
    "opt-format": {
        "vi": "Dạng của báo cáo: text cho người đọc, json cho máy.",
        "en": "The form of the report: text for people, json for programs.",
    },
    "opt-jobs": {
        "vi": "Số việc làm cùng lúc (mặc định: số nhân của máy).",
        "en": "How many things to make at once (default: the machine's cores).",
    },
    "opt-executor": {
        "vi": "Nơi làm việc: serial – ngay trong lệnh này, processes – nhiều tiến trình của máy này, dask://HOST:PORT – các máy của một cụm Dask. Kết quả giống hệt nhau.",
        "en": "Where things are made: serial – in this very process, processes – in several of this machine, dask://HOST:PORT – on the machines of a Dask cluster. The result is the same.",
    },
    "opt-profile": {
        "vi": "Cho biết thêm mỗi khâu mất bao lâu, và việc nào tốn nhất.",
        "en": "Tell as well how long each stage took, and what took most in it.",
    },
    "opt-keep": {
        "vi": "Chỉ bỏ khỏi kho tạm những gì lần dựng cuối không dùng; public/ giữ nguyên.",
        "en": "Only take out of the cache what the last build did not use; public/ stays.",
    },
    "opt-locked": {
        "vi": "Dừng lại nếu published.csv còn thiếu mục, thay vì ghi thêm. Dùng trên máy dựng tự động.",
        "en": "Stop when published.csv lacks an entry, instead of adding it. For builds in CI.",
    },
    "opt-as-of": {
        "vi": "Dựng như thể hôm nay là ngày này (năm-tháng-ngày).",
        "en": "Build as if today were this day (year-month-day).",
    },
    "opt-port": {"vi": "Cổng mạng của bản xem thử.", "en": "The preview's port."},
    "opt-open": {
        "vi": "Mở trình duyệt ngay khi sẵn sàng.",
        "en": "Open the browser when ready.",
    },
    "opt-version": {"vi": "In số phiên bản.", "en": "Print the version."},
    "opt-help": {"vi": "In hướng dẫn này.", "en": "Show this help."},
    "built": {"vi": "Đã dựng xong", "en": "Built"},
    "checked": {"vi": "Kiểm tra xong, không có lỗi", "en": "Checked, no errors"},
    "not-built": {
        "vi": "Chưa dựng: có lỗi phải sửa. public/ giữ nguyên như cũ.",
        "en": "Not built: there are errors to mend. public/ is as it was.",
    },
    "not-sound": {
        "vi": "Kiểm tra xong: có lỗi phải sửa.",
        "en": "Checked: there are errors to mend.",
    },
    "summary": {
        "vi": "{pages} trang · {prints} bản in · {codes} mã QR đã quét thử đúng · {errors} lỗi, {warnings} cảnh báo",
        "en": "{pages} pages · {prints} prints · {codes} codes read back right · {errors} errors, {warnings} warnings",
    },
    "made": {
        "vi": "làm mới {made}, dùng lại {reused} · ghi {written} tệp, bỏ {removed} · {seconds} giây",
        "en": "{made} made, {reused} reused · {written} files written, {removed} removed · {seconds} s",
    },
    "nothing-made": {"vi": "Không có gì phải làm lại.", "en": "Nothing had to be made."},
    "registered": {
        "vi": "Ghi thêm {count} mục vào {file}: lưu tệp này cùng nội dung (git commit).",
        "en": "{count} entries added to {file}: commit it together with the content.",
    },
    "where": {"vi": "Kết quả: {path}", "en": "Result: {path}"},
    "next-change": {
        "vi": "Ngày {date} có nội dung tự đổi trạng thái: nhớ dựng lại.",
        "en": "On {date} time alone changes a page: build again then.",
    },
    "busy": {
        "vi": "Một lệnh bangtin khác đang dựng trang này. Đợi lệnh đó xong rồi chạy lại.",
        "en": "Another bangtin is building this site. Wait for it, then try again.",
    },
    "fault": {
        "vi": "Bangtin gặp sự cố khi làm {doing}. Nội dung của bạn không sai. Chi tiết ghi ở {file}; gửi tệp này cho người bảo trì.",
        "en": "Bangtin failed while making {doing}. Your content is not at fault. Details are in {file}; send it to a maintainer.",
    },
    "disk": {
        "vi": "Không ghi được {path}: {reason}. Sửa xong, chạy lại lệnh: phần còn lại sẽ được hoàn tất.",
        "en": "{path} can't be written: {reason}. Mend that and run the command again: it completes the rest.",
    },
    "no-site": {
        "vi": "Không thấy site.yaml trong {path}. Vào thư mục của trang rồi chạy lại, hoặc dùng --root.",
        "en": "There is no site.yaml in {path}. Go to the site's folder, or use --root.",
    },
    "executor-unknown": {
        "vi": "Không có cách chạy nào tên {name}. Viết một trong các cách: {known}.",
        "en": "There is no executor {name}. Write one of these: {known}.",
    },
    "executor-meant": {
        "vi": "Không có cách chạy nào tên {name}. Có phải ý bạn là {meant}?",
        "en": "There is no executor {name}. Did you mean {meant}?",
    },
    "executor-no-dask": {
        "vi": "dask:// cần gói distributed, máy này chưa có. Cài rồi chạy lại: python -m pip install distributed",
        "en": "dask:// needs the package distributed, which is not installed here. Install it: python -m pip install distributed",
    },
    "executor-unreachable": {
        "vi": "Không có bộ điều phối Dask nào trả lời ở {address}. Kiểm tra địa chỉ và tường lửa, chạy dask scheduler ở đó; hoặc bỏ --executor để dựng ngay trên máy này.",
        "en": "No Dask scheduler answers at {address}. Check the address and the firewall, start dask scheduler there; or leave out --executor to build on this machine.",
    },
    "executor-no-workers": {
        "vi": "Cụm Dask ở {address} không có máy nào làm việc. Trên mỗi máy, chạy: dask worker {address} --nthreads 1",
        "en": "The Dask cluster at {address} has no worker. On each machine run: dask worker {address} --nthreads 1",
    },
    "executor-other-version": {
        "vi": "Nơi này không chạy đúng Bangtin, Python và thư viện của máy này: {workers}. Cài cùng phiên bản ở đó rồi khởi động lại.",
        "en": "Not the same Bangtin, Python and libraries as here: {workers}. Install the same there, and start it again.",
    },
    "executor-lost": {
        "vi": "Mất kết nối với cụm Dask ở {address}. Chạy lại lệnh: những gì đã làm xong vẫn còn.",
        "en": "The Dask cluster at {address} was lost. Run the command again: what was made is kept.",
    },
    "profile": {"vi": "Thời gian từng khâu:", "en": "Where the time went:"},
    "profile-stage": {
        "vi": "{stage} {seconds} giây  {share}",
        "en": "{stage} {seconds} s  {share}",
    },
    "profile-builder": {
        "vi": "{builder}: làm mới {made}, dùng lại {reused} · {seconds} giây",
        "en": "{builder}: {made} made, {reused} reused · {seconds} s",
    },
    "stage-read": {"vi": "đọc", "en": "read"},
    "stage-plan": {"vi": "lập danh mục", "en": "plan"},
    "stage-make": {"vi": "làm", "en": "make"},
    "stage-check": {"vi": "kiểm tra", "en": "check"},
    "stage-publish": {"vi": "đăng", "en": "publish"},
    "clean-kept": {
        "vi": "Đã bỏ {results} kết quả không còn dùng ({size} MB). public/ và những gì đang dùng giữ nguyên.",
        "en": "{results} results that are no longer used were dropped ({size} MB). public/ and what is in use stay.",
    },
    "cleaned": {"vi": "Đã xóa: {paths}", "en": "Removed: {paths}"},
    "clean-nothing": {"vi": "Không có gì để xóa.", "en": "There was nothing to remove."},
    "serving": {
        "vi": "Xem thử tại {url} – lưu tệp là trang tự tải lại. Dừng: Ctrl+C",
        "en": "Preview at {url} – saving a file reloads it. Stop: Ctrl+C",
    },
    "rebuilding": {"vi": "Có thay đổi: {files}", "en": "Changed: {files}"},
    "port-taken": {
        "vi": "Cổng {port} đang được dùng. Thử: bangtin serve --port {other}",
        "en": "Port {port} is taken. Try: bangtin serve --port {other}",
    },
    "overlay-title": {
        "vi": "Chưa dựng được: {count} lỗi cần sửa",
        "en": "Not built: {count} errors to mend",
    },
    "overlay-note": {
        "vi": "Trang phía dưới là bản đúng gần nhất. Sửa và lưu tệp, bảng này tự mất.",
        "en": "The page below is the last good one. Mend and save: this goes away by itself.",
    },
    "did-you-mean": {
        "vi": "Không có lệnh {name}. Có phải ý bạn là {meant}?",
        "en": "There is no command {name}. Did you mean {meant}?",
    },
    "no-command": {
        "vi": "Không có lệnh {name}. Các lệnh: {known}.",
        "en": "There is no command {name}. Commands: {known}.",
    },
}  # fmt: skip


def language() -> str:
    """Return the language to speak: ``--lang``, BANGTIN_LANG, the site's own, Vietnamese.

    Help is written before options are read, so this looks at the command line
    and at ``site.yaml`` itself.
    """
    arguments = sys.argv[1:]
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            return _known(arguments[position + 1])
        if argument.startswith("--lang="):
            return _known(argument.partition("=")[2])
    if chosen := os.environ.get("BANGTIN_LANG"):
        return _known(chosen)
    try:
        written = Path("site.yaml").read_text("utf-8", errors="replace")
    except OSError:
        return "vi"
    found = re.search(r"^language:\s*([a-z]+)\s*$", written, re.MULTILINE)
    return _known(found.group(1)) if found else "vi"


def text(key: str, language: str, **values: object) -> str:
    """Return one text, filled in."""
    return TEXTS[key][language].format(**values)


def _known(name: str) -> str:
    return name if name in LANGUAGES else "vi"
