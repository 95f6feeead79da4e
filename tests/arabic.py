"""A small site in Arabic: a home page, steps to wash one's hands, a notice, and its strings.

The sentences say what health services say everywhere; the words of the portal are those that its
pages show.
"""

from __future__ import annotations

SETTINGS = """\
language: ar
title: دليل الصحة العامة
area: المدينة
base_url: https://health.example.org
as_of: 2021-07-20
country: VN
issuer: {name: وزارة الصحة, short: وزارة الصحة, address: شارع المستشفى}
hotlines:
  - {name: خط المساعدة, number: "1900 9095"}
links:
  who: {url: https://www.who.int, title: منظمة الصحة العالمية, action: اقرأ المزيد}
allowed_hosts: [www.who.int]
palette:
  ground: {rgb: "#14235a", cmyk: [100, 90, 30, 25]}
  action: {rgb: "#c8102e", cmyk: [0, 100, 85, 10]}
  notice: {rgb: "#ffc72c", cmyk: [0, 22, 90, 0]}
  paper: {rgb: "#fffdf7", cmyk: [0, 0, 3, 0]}
menu:
  - {title: الأخبار, page: news/}
  - {title: الإرشادات, page: guidance/}
goal: {text: أن تعرف كل أسرة كيف تغسل يديها}
"""

HOME = """\
---
title: الصفحة الرئيسية
summary: إرشادات بسيطة لحماية صحتك وصحة أسرتك.
date: 2021-07-01
kind: home
tasks: [guidance/hands.md]
---

اغسل يديك واحمِ من حولك. للاستفسار اتصل بالرقم 1900 9095.
"""

HANDS = """\
---
title: كيف تغسل يديك
summary: اغسل يديك بالماء والصابون مدة 20 ثانية على الأقل.
date: 2021-07-05
action: who
---

## الخطوات

1. **بلّل يديك.** استخدم ماءً نظيفًا.
2. **ضع الصابون وافرك يديك.** افرك الراحتين وظاهر اليدين وما بين الأصابع.
3. **اشطف يديك.** ثم جفّفهما بمنشفة نظيفة.

!!! note "تذكّر"
    للمساعدة اتصل بالرقم 1900 9095 أو بالرقم +84 24 3846 0000، وراجع القرار 15/CT و`WHO-5`.

| متى | المدة |
|---|---|
| قبل الأكل | 20 ثانية |
| بعد العودة إلى البيت | 40 ثانية |

- [منظمة الصحة العالمية](link:who)
- [الصفحة الرئيسية](../index.md)
"""

NEWS = """\
---
title: إغلاق السوق يومين
summary: السوق مغلق يومي السبت والأحد.
date: 2021-07-18
---

يُفتح السوق من جديد يوم الاثنين.
"""

STRINGS = """\
skip_to_content: انتقل إلى المحتوى
home: الرئيسية
menu: القائمة
hotlines: أرقام الاتصال
call: اتصل
goal: الهدف
todo: ماذا تفعل الآن
news: آخر الأخبار
section_news: الأخبار
section_guidance: الإرشادات
published: تاريخ النشر
updated: آخر تحديث
search: بحث
site_map: كل الصفحات
prints: مواد للطباعة
questions: أسئلة وأجوبة
language: اللغة
fallback: لم تُترجم هذه الصفحة بعد. النص الأصلي أدناه.
"""

FILES: dict[str, str | bytes] = {
    "content/index.md": HOME,
    "content/guidance/hands.md": HANDS,
    "content/news/market.md": NEWS,
    "layouts/strings/ar.yaml": STRINGS,
}
