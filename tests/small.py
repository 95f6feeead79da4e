"""A small district, as text: what tests and benchmarks build."""

from __future__ import annotations

SITE = """\
title: Huyện thử
area: huyện Thử
base_url: https://thu.gov.vn
as_of: 2021-07-20
issuer: {name: UBND HUYỆN THỬ, short: UBND huyện Thử, address: tỉnh Thử}
hotlines:
  - {name: Bộ Y tế, number: "1900 9095"}
links:
  bluezone:
    url: https://www.bluezone.gov.vn
    title: Bluezone
    action: Quét để cài Bluezone
  khai-bao:
    url: https://tokhaiyte.vn
    title: Tờ khai y tế
    action: Quét để khai báo
  dang-ky:
    url: https://qr.tokhaiyte.vn
    title: Đăng ký điểm
    action: Quét để đăng ký
    permalink: true
allowed_hosts: [www.bluezone.gov.vn, tokhaiyte.vn, qr.tokhaiyte.vn]
palette:
  ground: {rgb: "#14235a", cmyk: [100, 90, 30, 25]}
  action: {rgb: "#c8102e", cmyk: [0, 100, 85, 10]}
  notice: {rgb: "#ffc72c", cmyk: [0, 22, 90, 0]}
  paper: {rgb: "#fffdf7", cmyk: [0, 0, 3, 0]}
"""

HOME = """\
---
title: Trang chủ
summary: Trang chủ của huyện.
date: 2021-07-01
kind: home
---

Chào bà con.
"""

NOTICES = """
  - format: diem-quet-a5
    slogan: Quét mã
    place_name: "{ten}"
    each: cho
    steps: [{text: Mở Bluezone, icon: mo-ung-dung}]
"""
"""An entry of ``publish``: a notice for each row of a table of markets."""
