"""Asks a server with the client code of Weblate: weblate.py WHEEL URL.

Weblate's clients of tmserver and MyMemory are read from its wheel as they are; what they stand on there
(settings, caches, a database) is replaced by the few methods that they call.
"""

import sys
import types
from urllib.parse import quote, urlsplit

import requests


class Machinery:
    """What a client expects of its base: addresses, requests, settings."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.settings = {"email": "desk@example.org", "username": "", "key": ""}

    def map_language_code(self, code):
        return code

    def get_api_url(self, *parts):
        return "/".join([self.url, *(quote(part, safe="") for part in parts)])

    def request(self, method, url, **arguments):
        # MyMemory's own address stands in its client.
        if not url.startswith(self.url):
            url = self.url + urlsplit(url).path.removeprefix("/api")
        response = requests.request(method, url, timeout=10, **arguments)
        response.raise_for_status()
        return response


def clients(wheel):
    sys.path.insert(0, wheel)
    for name in ["weblate", "weblate.machinery"]:
        module = types.ModuleType(name)
        module.__path__ = [f"{wheel}/{name.replace('.', '/')}"]
        sys.modules[name] = module
    base = types.ModuleType("weblate.machinery.base")
    base.MachineTranslation = base.ResponseStatusMachineTranslation = Machinery
    forms = types.ModuleType("weblate.machinery.forms")
    forms.URLMachineryForm = forms.MyMemoryMachineryForm = object
    sys.modules["weblate.machinery.base"] = base
    sys.modules["weblate.machinery.forms"] = forms
    from weblate.machinery.mymemory import MyMemoryTranslation
    from weblate.machinery.tmserver import TMServerTranslation

    return TMServerTranslation, MyMemoryTranslation


def main():
    wheel, url = sys.argv[1:]
    tmserver, mymemory = clients(wheel)
    text = "وصل الرئيس الفرنسي إلى القاهرة يوم الجمعة."
    expected = "The French president arrived in Cairo on Thursday."
    for address in [url, url + "/tmserver"]:
        client = tmserver(address)
        languages = client.download_languages()
        assert ("ar", "en") in languages, languages
        code = client.map_language_code("AR-EG")
        for source in ["ar", code]:
            found = list(client.download_translations(source, "en", text, None, None))
            assert [(m["text"], m["quality"]) for m in found] == [(expected, 87)], found
        assert list(client.download_translations("ar", "en", "كلا/نعم؟ 100%+", None, None)) == []
        # Only the first 500 characters are sent; the answer must be one all the same.
        assert list(client.download_translations("ar", "en", "سطر طويل جدًا " * 90, None, None)) == []
    client = mymemory(url)
    found = list(client.download_translations("ar", "en", text, None, None))
    assert [(m["text"], m["quality"]) for m in found] == [(expected, 87)], found
    print("Weblate's clients of tmserver and MyMemory get their matches")


main()
