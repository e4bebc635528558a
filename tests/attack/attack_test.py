"""What a stranger, a forger and somebody with too small a role reach of the running service: nothing.

Every operation of docs/api/openapi.yaml, for every role and every way to ask wrongly. tests/CMakeLists.txt runs it;
by hand: RUNSEAL_PROGRAM=build/release/runseal RUNSEAL_SOURCE=. python3 tests/attack/attack_test.py
"""
import json
import secrets
import unittest

from contract import Contract
from service import API, PASSWORD, ROLES, Session, laboratory, moment, sign_in

# The table of roles, said once more and apart from the program: this is what users are promised (docs/manual/people.md).
MAY = {
    "viewer": {"own", "view"},
    "technician": {"own", "view", "measure", "maintain", "transfer", "state"},
    "quality": {"own", "view", "measure", "state", "sign"},
    "auditor": {"own", "view", "inspect"},
    "administrator": {"own", "view", "inspect", "measure", "maintain", "transfer", "administer"},
}
NOT_ALLOWED = "your roles do not allow this"
TOKEN_NOT_ALLOWED = "the token does not allow this"
HOSTILE = "Robert'); DROP TABLE account;-- <script>alert(1)</script> \"&' ${7*7} %00 \u202e"
KNOWN = {"/devices": "seq1", "/notices": "FSN2024-1562", "/accounts": "viewer"}


undescribed = {}  # answers that are not as documented, each once


def setUpModule():
    global service, contract
    contract = Contract()
    service = laboratory()


def tearDownModule():
    service.close()


def params_of(operation):
    """Something that is there where we know of something, and else something that is not."""
    known = next((value for start, value in KNOWN.items() if operation.path.startswith(start)), "nothing-of-this-name")
    names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return {name: known if index == 0 else "nothing-of-this-name" for index, name in enumerate(names)}


class Table(unittest.TestCase):
    def ask(self, operation, headers, body=None):
        if operation.method in ("POST", "PUT", "PATCH") or body is not None:
            body = {} if body is None else body
        answer = service.ask(operation.method, operation.at(params_of(operation)), body, headers)
        said = f"{operation} -> {answer.status} {answer.body[:300]!r}"
        self.assertLess(answer.status, 500, said)
        for problem in contract.problems(operation, answer):
            undescribed.setdefault(f"{operation} {answer.status}: {problem}", said)
        return answer, said

    def protected(self):
        return [one for one in contract.operations if one.permission != "anyone"]

    def test_every_operation_says_who_may(self):
        for operation in contract.operations:
            self.assertIn(operation.permission, {"anyone"}.union(*MAY.values()), str(operation))

    def test_who_is_nobody_reaches_nothing(self):
        real = service.session("administrator")
        flipped = real.secret[:-1] + ("0" if real.secret[-1] != "0" else "1")
        forged = {"no cookie": {}, "an empty cookie": Session("", "").headers(), "a made up cookie": Session(secrets.token_hex(32), "x").headers(),
                  "one character off": Session(flipped, real.csrf).headers(), "the id in place of the secret": Session(real.record["id"], real.csrf).headers(),
                  "the cookie of another name": {"Cookie": "runseal=" + real.secret, "X-Runseal-Csrf": real.csrf},
                  "a long cookie": Session("a" * 4000, "x").headers(), "a token that is none": {"Authorization": "Bearer rs_" + "0" * 64},
                  "the cookie as a token": {"Authorization": "Bearer " + real.secret}, "a quoted cookie": Session("' OR 1=1 --", "x").headers(),
                  "no bearer": {"Authorization": "Basic YWRtaW5pc3RyYXRvcjp4"}}
        for operation in self.protected():
            for name, headers in forged.items():
                answer, said = self.ask(operation, headers)
                self.assertEqual(answer.status, 401, f"{name}: {said}")

    def test_a_session_that_has_ended_reaches_nothing(self):
        expired = service.session("administrator", expires=moment(seconds=1))
        idle = service.session("administrator", seen=moment(minutes=31))
        for operation in self.protected():
            for one in (expired, idle):
                answer, said = self.ask(operation, one.headers())
                self.assertEqual(answer.status, 401, said)

    def test_an_unsafe_request_needs_the_word_of_its_own_session(self):
        mine, other = service.session("administrator"), service.session("administrator")
        for operation in self.protected():
            if operation.method == "GET":
                continue
            for csrf in (False, other.csrf, "x", mine.secret):
                answer, said = self.ask(operation, mine.headers(csrf))
                self.assertEqual(answer.status, 403, said)
        still, _ = self.ask(next(one for one in contract.operations if str(one) == "GET /api/v1/me"), mine.headers())
        self.assertEqual(still.status, 200, "the session was ended without its word")

    def test_each_role_does_what_its_row_says_and_nothing_else(self):
        for role in ROLES:
            for operation in self.protected():
                answer, said = self.ask(operation, service.session(role).headers())
                refused = answer.status == 403 and answer.error.get("what") == NOT_ALLOWED
                self.assertNotEqual(answer.status, 401, f"{role}: {said}")
                self.assertEqual(refused, operation.permission not in MAY[role], f"{role}: {said}")

    def test_what_anyone_may_ask_needs_nobody(self):
        for operation in contract.operations:
            if operation.permission == "anyone":
                answer, said = self.ask(operation, {})
                self.assertNotEqual(answer.error.get("what"), NOT_ALLOWED, said)

    def test_a_token_does_no_more_than_its_scope(self):
        for role in ROLES:
            session = service.session(role)
            tokens = {}
            for permission in MAY[role]:
                for name, scope in ((f"only {permission}", [permission]),
                                    (f"not {permission}", sorted(MAY[role] - {permission}))):
                    if not scope:
                        continue
                    made = service.ask("POST", API + "/me/tokens", {"name": name, "permissions": scope, "expires": moment(days=-1)},
                                       session.headers())
                    self.assertEqual(made.status, 201, made.body)
                    tokens[name] = {"Authorization": "Bearer " + made.json()["token"]}
            for operation in self.protected():
                wanted = operation.permission
                for name, may in ((f"not {wanted}", False), (f"only {wanted}", True)):
                    if name not in tokens:
                        continue
                    answer, said = self.ask(operation, tokens[name])
                    refused = answer.status == 403 and answer.error.get("what") == TOKEN_NOT_ALLOWED
                    self.assertEqual(refused, not may, f"{role}, token {name}: {said}")

    def test_a_token_cannot_be_made_greater_than_its_maker(self):
        for role in ROLES:
            for permission in set().union(*MAY.values()) - MAY[role]:
                made = service.ask("POST", API + "/me/tokens", {"name": "more", "permissions": [permission], "expires": moment(days=-1)},
                                   service.session(role).headers())
                self.assertEqual(made.status, 403, f"{role} {permission}: {made.body}")


class Agreement(unittest.TestCase):
    def test_every_route_is_documented_and_every_documented_route_exists(self):
        routes = {f"{one['method']} {one['path']}": one["permission"]
                  for one in json.loads(service.runseal("--json", "serve", "--print-routes"))}
        documented = {str(one): one.permission for one in contract.operations}
        self.assertEqual(sorted(routes.keys() - documented.keys()), [], "not documented")
        self.assertEqual(sorted(documented.keys() - routes.keys()), [], "documented, and not there")
        self.assertEqual({name: routes[name] for name in routes}, {name: documented[name] for name in routes})

    def test_what_is_there_is_answered_as_described(self):
        headers = [service.session(role).headers() for role in ("administrator", "technician", "quality", "auditor")]
        for operation in contract.operations:
            if operation.method != "GET":
                continue
            for one in headers:
                answer = service.ask("GET", operation.at(params_of(operation)), None, one)
                for problem in contract.problems(operation, answer):
                    undescribed.setdefault(f"{operation} {answer.status}: {problem}", answer.body[:500])


class People(unittest.TestCase):
    def test_a_link_signs_in_once(self):
        administrator = service.session("administrator")
        made = service.ask("POST", API + "/accounts/viewer/link", {"why": "a test"}, administrator.headers())
        link = made.json()["link"].split("#link=")[1]
        self.assertEqual(service.ask("POST", API + "/session", {"link": link}).status, 200)
        self.assertEqual(service.ask("POST", API + "/session", {"link": link}).status, 401)
        older = service.ask("POST", API + "/accounts/viewer/link", {"why": "a test"}, administrator.headers()).json()["link"].split("#link=")[1]
        service.ask("POST", API + "/accounts/viewer/link", {"why": "a test"}, administrator.headers())
        self.assertEqual(service.ask("POST", API + "/session", {"link": older}).status, 401, "an older one was replaced")

    def test_a_cookie_is_worth_nothing_after_signing_out_or_other_roles(self):
        one, other = sign_in(service, "administrator"), service.session("technician")
        self.assertEqual(service.ask("DELETE", API + "/session", None, one.headers()).status, 204)
        self.assertEqual(service.ask("GET", API + "/me", None, one.headers()).status, 401)
        for roles in (["viewer"], ["technician"]):
            changed = service.ask("PATCH", API + "/accounts/technician", {"roles": roles, "why": "a test"},
                                  service.session("administrator").headers())
            self.assertEqual(changed.status, 200, changed.body)
        self.assertEqual(service.ask("GET", API + "/me", None, other.headers()).status, 401)

    def test_nobody_makes_themselves_administrator(self):
        for role in ROLES[:-1]:
            headers = service.session(role).headers()
            for method, path, body in (("PATCH", f"/accounts/{role}", {"roles": ["administrator"], "why": "why not"}),
                                       ("POST", "/accounts", {"name": "mine", "full_name": "Mine", "roles": ["administrator"]}),
                                       ("POST", "/accounts/administrator/link", {"why": "why not"})):
                self.assertEqual(service.ask(method, API + path, body, headers).status, 403, f"{role} {path}")
        demoted = service.ask("PATCH", API + "/accounts/administrator", {"roles": ["viewer"], "why": "alone"},
                              service.session("administrator").headers())
        self.assertEqual(demoted.status, 409, demoted.body)

    def test_there_is_one_first_administrator_and_the_command_line_shows_no_secret(self):
        service.runseal("init", "--name", "second", "--full-name", "Persona Second", wanted=3)
        service.runseal("account", "disable", "administrator", "--why", "alone", wanted=3)
        service.runseal("account", "disable", "viewer", wanted=2)  # no reason
        listed = service.runseal("--json", "account", "list")
        self.assertEqual({one["name"] for one in json.loads(listed)} - {"robert", "owner"}, set(ROLES))
        for secret in ("argon2", "totp", "csrf", PASSWORD):
            self.assertNotIn(secret, listed)

    def test_the_cookie_is_for_this_host_only_and_unseen_by_scripts(self):
        answer = service.ask("POST", API + "/session", {"name": "administrator", "password": PASSWORD})
        cookie = answer.headers["set-cookie"]
        self.assertTrue(cookie.startswith("__Host-runseal="), cookie)
        for rule in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict"):
            self.assertIn(rule, cookie)


    def test_a_strangers_guesses_do_not_lock_the_owner_out(self):
        service.runseal("account", "add", "owner", "Owner Person", "--role", "viewer", "--password")

        def enter(password, browser=None):
            headers = {"Cookie": "__Host-runseal-browser=" + browser} if browser else {}
            return service.ask("POST", API + "/session", {"name": "owner", "password": password}, headers)

        cookie = next(one for one in enter(PASSWORD).headers.get_all("set-cookie") if one.startswith("__Host-runseal-browser="))
        for rule in ("Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age="):
            self.assertIn(rule, cookie)
        browser = cookie.split("=", 1)[1].split(";")[0]
        for _ in range(5):
            self.assertEqual(enter("not the password").status, 401)
        self.assertEqual(enter(PASSWORD).status, 401, "who guessed is not let in by the right one either")
        for made_up in ("0" * 64, browser[:-1], browser + "0", "' OR 1=1 --"):
            self.assertEqual(enter(PASSWORD, made_up).status, 401, made_up)
        self.assertEqual(enter(PASSWORD, browser).status, 200, "the owner")
        alone = service.ask("GET", API + "/me", headers={"Cookie": f"__Host-runseal-browser={browser}; __Host-runseal={browser}"})
        self.assertEqual(alone.status, 401, "the browser's cookie lets nobody in")

    def test_a_page_that_asks_by_itself_keeps_no_session_open(self):
        mine = service.session("viewer", seen=moment(minutes=29))
        for path in ("/me", "/overview", "/events", "/me/presence"):
            self.assertEqual(service.ask("GET", API + path, headers=mine.headers()).status, 200)
        self.assertLessEqual(service.ask("GET", API + "/me/presence", headers=mine.headers()).json()["ends_in_s"], 60)
        forged = service.ask("PUT", API + "/me/presence", {}, mine.headers("x"))
        self.assertEqual(forged.status, 403)
        self.assertLessEqual(service.ask("GET", API + "/me/presence", headers=mine.headers()).json()["ends_in_s"], 60)
        here = service.ask("PUT", API + "/me/presence", {}, mine.headers())
        self.assertGreater(here.json()["ends_in_s"], 29 * 60)


class Texts(unittest.TestCase):
    """SQL, HTML and worse in every text: it comes back as it was given, or is refused in words; it never runs."""

    def filled(self, schema, name=""):
        schema = contract.resolved(schema)
        kind = schema.get("type")
        if kind == "object":
            return {key: self.filled(value, key) for key, value in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.filled(schema.get("items", {}))]
        if kind == "boolean":
            return False
        if kind in ("integer", "number"):
            return 1
        return schema["enum"][0] if "enum" in schema else HOSTILE

    def test_every_text_of_every_body_and_address(self):
        for operation in contract.operations:
            if operation.path in ("/session", "/settings"):
                continue
            schema = operation.body_schema(contract)
            body = self.filled(schema) if schema else None
            for role in ("administrator", "technician", "quality"):
                if operation.permission not in MAY[role]:
                    continue
                query = "?search=%27%22%3B--%3Cscript%3E&sort=name%3BDROP&kind=%27&subject=%27&text=%27&endpoint=%27%3B--"
                for path in (operation.at(params_of(operation)), operation.full_path.replace("{", "%27%3B--%3Cb%3E{").replace("{", "").replace("}", "")):
                    answer = service.ask(operation.method, path + (query if operation.method == "GET" else ""), body,
                                         service.session(role).headers())
                    said = f"{operation} {answer.status} {answer.body[:300]!r}"
                    self.assertLess(answer.status, 500, said)
                    for problem in contract.problems(operation, answer):
                        undescribed.setdefault(f"{operation} {answer.status}: {problem}", said)
                    # not the three letters alone, which stand in base64 now and then
                    self.assertNotRegex(answer.body, rb"(?i)sqlite|SQL[ :]", said)
        self.assertEqual(service.ask("GET", API + "/accounts", None, service.session("administrator").headers()).status, 200)
        self.assertIn("holds", service.runseal("evidence", "verify"))

    def test_names_come_back_as_they_were_given(self):
        administrator = service.session("administrator").headers()
        name = "Robert'); DROP TABLE account;-- <script>alert(1)</script> \"&' ${7*7}"
        made = service.ask("POST", API + "/accounts", {"name": "robert", "full_name": name, "roles": ["viewer"]}, administrator)
        self.assertEqual(made.status, 201, made.body)
        items = service.ask("GET", API + "/accounts?search=robert", None, administrator).json()["items"]
        self.assertEqual(items[0]["full_name"], name)
        self.assertEqual(service.ask("GET", API + "/accounts?search=%27%22%3B--", None, administrator).json()["total"], 0)
        token = service.ask("POST", API + "/me/tokens", {"name": name[:70], "permissions": ["view"], "expires": moment(days=-1)}, administrator)
        self.assertEqual(token.json()["name"], name[:70])
        answer = service.ask("GET", API + "/accounts", None, administrator)
        self.assertEqual(answer.type, "application/json")
        self.assertEqual(answer.headers["x-content-type-options"], "nosniff")


class TheLast(unittest.TestCase):
    def test_every_answer_that_any_of_these_tests_got_is_as_documented(self):
        self.assertEqual("\n".join(f"{problem}\n  {said}" for problem, said in sorted(undescribed.items())), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
