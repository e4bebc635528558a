"""Signing in at a real identity provider (Glewlwyd), with both kinds of signature, and what must not let anybody in."""
import html
import re
import unittest
import urllib.parse

from provider import SECRET, Provider, query_of
from service import API, laboratory

CONFIG = """[console]
address = "https://127.0.0.1:{port}"
oidc_issuer = "{issuer}"
oidc_client_id = "runseal"
oidc_client_secret_file = "{secret}"
oidc_name = "the hospital"
oidc_ca_file = "{ca}"
"""


class OpenId:
    algorithm = ""

    @classmethod
    def setUpClass(cls):
        cls.service = laboratory()
        cls.addClassCleanup(cls.service.close)
        redirect = f"https://127.0.0.1:{cls.service.port}{API}/session/oidc/return"
        cls.provider = Provider(cls.service.data.parent / "provider", redirect, cls.algorithm)
        cls.addClassCleanup(cls.provider.close)
        secret = cls.service.data.parent / "secret"
        secret.touch(0o600)
        secret.write_text(SECRET + "\n")
        (cls.service.data / "runseal.toml").write_text(CONFIG.format(port=cls.service.port, issuer=cls.provider.issuer, secret=secret,
                                                                      ca=cls.provider.ca))
        cls.person = cls.provider.person()
        refused = cls.back(*cls.begin())
        assert refused.status == 401, refused.body
        cls.subject = re.search(r"identity: ([^<]*)</p>", html.unescape(refused.body.decode())).group(1)
        cls.service.runseal("account", "identity", "quality", "--subject", cls.subject, "--why", "works at the hospital")

    @classmethod
    def begin(cls):
        """The cookie that binds the browser, and the address where the provider sends it back to."""
        answer = cls.service.ask("GET", API + "/session/oidc")
        assert answer.status == 303, answer.body
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-runseal-oidc=") and "SameSite=Lax" in cookie and "HttpOnly" in cookie, cookie
        return cookie.split(";")[0], cls.provider.agree(cls.person, answer.headers["location"])

    @classmethod
    def back(cls, cookie, address, **change):
        words = {**query_of(address), **change}
        return cls.service.ask("GET", f"{API}/session/oidc/return?{urllib.parse.urlencode(words)}", None, {"Cookie": cookie} if cookie else {})

    def refused(self, answer):
        self.assertEqual(answer.status, 401, answer.body)
        self.assertFalse(any("__Host-runseal=" in value for value in answer.headers.get_all("set-cookie") or []))

    def test_the_person_whose_subject_an_account_names_comes_in(self):
        answer = self.back(*self.begin())
        self.assertEqual((answer.status, answer.headers["location"]), (303, "/"), answer.body)
        cookie = next(value for value in answer.headers.get_all("set-cookie") if value.startswith("__Host-runseal="))
        me = self.service.ask("GET", API + "/me", None, {"Cookie": cookie.split(";")[0]}).json()
        self.assertEqual((me["account"], me["way"]), ("quality", "oidc"))
        self.assertEqual(self.service.ask("GET", API + "/session/ways").json()["oidc"], {"name": "the hospital"})

    def test_what_the_provider_gave_is_good_once_and_in_one_browser(self):
        cookie, address = self.begin()
        self.refused(self.back("", address))
        cookie, address = self.begin()
        self.refused(self.back("__Host-runseal-oidc=another", address))
        self.refused(self.back(cookie, address))  # the attempt before used it up
        cookie, address = self.begin()
        self.assertEqual(self.back(cookie, address).status, 303)
        self.refused(self.back(cookie, address))

    def test_parts_of_two_attempts_do_not_make_one(self):
        cookie, address = self.begin()
        _, other = self.begin()
        answer = self.back(cookie, address, code=query_of(other)["code"])
        self.assertIn(answer.status, (401, 503), answer.body)  # the provider refuses the code: it has another challenge
        self.assertIsNone(next((value for value in answer.headers.get_all("set-cookie") or [] if "__Host-runseal=" in value), None))
        cookie, address = self.begin()
        self.refused(self.back(cookie, address, state=query_of(address)["state"][:-1]))
        cookie, address = self.begin()
        self.refused(self.back(cookie, address, error="access_denied<script>"))

    def test_who_is_disabled_here_stays_outside(self):
        self.service.runseal("account", "disable", "quality", "--why", "left")
        self.addCleanup(self.service.runseal, "account", "enable", "quality", "--why", "is back")
        self.refused(self.back(*self.begin()))


class Rs256(OpenId, unittest.TestCase):
    algorithm = "RS256"


class Es256(OpenId, unittest.TestCase):
    algorithm = "ES256"


if __name__ == "__main__":
    unittest.main(verbosity=2)
