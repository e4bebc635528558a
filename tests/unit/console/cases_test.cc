// The case by its routes: what is stated, excepted, answered and signed.
#include "base/hash.h"
#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::ConsoleHouse;
using test::Method;

constexpr const char* passphrase = "correct horse battery";

struct Cases : testing::Test, ConsoleHouse {
  void SetUp() override { add_device("novaseq", "20068232", {"smb://nas01/runs"}); }

  Json item(const std::string& action, const std::string& device = "") {
    for (const auto& one : part("/notices/FSN2024-1562/case", "items"))
      if (one["action"] == action && one["device_id"] == device) return one;
    return {};
  }
  void make_signature() {
    write<model::Person>([&](service::Workspace& workspace) {
      return service::add_person(workspace, caller.full_name, "Vadītāja", passphrase);
    });
  }
  void state(const Json& statement) { post("/notices/FSN2024-1562/statements", statement); }
  void all_done() {
    state({{"action", "notice-read"}});
    state({{"action", "users-informed"}});
    state({{"action", "guidance-read"}, {"file", {{"name", "guide.pdf"}, {"content_base64", "Z3VpZGU="}}}});
    state({{"action", "protocol-settled"}, {"device_id", "novaseq"}, {"note", "SMB 3.1.1"}});
    measured("smb://nas01/runs", model::Protection::protected_);
  }
};

TEST_F(Cases, WhatIsStatedIsByTheOneWhoIsSignedInWhateverTheRequestSays) {
  EXPECT_EQ(item("notice-read")["state"], "open");
  state({{"action", "notice-read"}, {"by", "somebody else"}, {"on", "2026-02-28"}});
  EXPECT_EQ(item("notice-read")["state"], "done");
  EXPECT_EQ(item("notice-read")["by"], "Anna Bērziņa");
  EXPECT_EQ(item("notice-read")["on"], "2026-02-28");
  const auto entry = last_entry();
  EXPECT_EQ(entry["kind"], "action");
  EXPECT_EQ(entry["user"], "anna");
}

TEST_F(Cases, WhatIsSaidAnewSaysWhyAndKeepsWhatWasSaidBefore) {
  state({{"action", "notice-read"}, {"on", "2026-02-28"}});
  const Json anew{{"action", "notice-read"}, {"on", "2026-02-27"}};
  EXPECT_EQ(refused(Method::post, "/notices/FSN2024-1562/statements", anew), ErrorCode::invalid);
  auto with_reason = anew;
  with_reason["why"] = "the day was mistyped";
  state(with_reason);
  EXPECT_EQ(item("notice-read")["on"], "2026-02-27");
  const auto entry = last_entry();
  EXPECT_EQ(entry["why"], "the day was mistyped");
  EXPECT_EQ(entry["before"]["on"], "2026-02-28");
}

TEST_F(Cases, AFileThatIsGivenWithAStatementIsKeptByItsSha256) {
  state({{"action", "guidance-read"}, {"file", {{"name", "../guide.pdf"}, {"content_base64", "Z3VpZGU="}}}});
  const auto sha256 = base::sha256_hex(base::as_bytes("guide"));
  EXPECT_NE(item("guidance-read")["detail"].get<std::string>().find("guide.pdf (SHA-256 " + sha256), std::string::npos);
  EXPECT_EQ(test::read_file(directory.folder() / "attachments" / sha256), "guide");
}

TEST_F(Cases, WhatCannotBeStatedIsRefused) {
  const auto path = "/notices/FSN2024-1562/statements";
  EXPECT_EQ(refused(Method::post, path, {{"action", "measured-secure"}, {"device_id", "novaseq"}}), ErrorCode::usage);
  EXPECT_EQ(refused(Method::post, path, {{"action", "no-such"}}), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::post, path, {{"action", 7}}), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::post, path, {{"action", "guidance-read"}}), ErrorCode::usage);
  EXPECT_EQ(refused(Method::post, path, {{"action", "notice-read"}, {"on", "2027-01-01"}}), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::post, path,
                    {{"action", "guidance-read"}, {"file", {{"name", "x"}, {"content_base64", "not base64!"}}}}),
            ErrorCode::invalid);
  EXPECT_EQ(refused(Method::post, "/notices/NO-1/statements", {{"action", "notice-read"}}), ErrorCode::not_found);
}

TEST_F(Cases, APartHasTheDevicesWithSomethingOpenFirstAndTellsOfAll) {
  const std::string path = "/notices/FSN2024-1562/case";
  all_done();  // nothing is left to do about novaseq
  for (const auto* id : {"a1", "a2", "z1"}) add_device(id, "20068232", {"smb://nas02/runs"});
  for (const auto* id : {"n1", "n2"}) add_device(id, "X-1", {}, "MiSeqDx");
  state({{"action", "near-miss-settled"}, {"device_id", "n1"}, {"note", "REF X-1"}});
  const auto ids = [](const Json& devices) {
    std::string all;
    for (const auto& device : devices) all += device["device_id"].get<std::string>() + " ";
    return all;
  };
  const auto whole = get(path);
  EXPECT_EQ(ids(whole["devices"]), "a1 a2 novaseq z1 ");
  EXPECT_EQ(ids(get(path, {{"limit", "500"}})["devices"]), "a1 a2 z1 novaseq ");

  const auto first = get(path, {{"limit", "2"}});
  EXPECT_EQ(ids(first["devices"]), "a1 a2 ");
  EXPECT_EQ(ids(first["near_misses"]), "n2 n1 ") << "one that nobody has settled first";
  EXPECT_EQ(first["not_affected"], whole["not_affected"]);
  EXPECT_EQ(first["totals"], whole["totals"]);
  EXPECT_EQ(first["totals"], (Json{{"affected", 4}, {"near_misses", 2}, {"open", 7}, {"done", 6}}));
  const auto rest = get(path, {{"offset", "2"}, {"limit", "2"}});
  EXPECT_EQ(ids(rest["devices"]), "z1 novaseq ");
  Json items = whole["items"];  // a part says of its devices what the whole says of them
  for (const auto& item : first["items"]) EXPECT_NE(std::ranges::find(items, item), items.end()) << item;
  EXPECT_EQ(first["items"].size(), 5U + 2 * 2 + 2);
  EXPECT_TRUE(get(path, {{"offset", "9"}})["devices"].empty());
  EXPECT_EQ(refused(Method::get, path, nullptr, {{"limit", "501"}}), ErrorCode::usage);
}

TEST_F(Cases, AMatchSaysWhoSettledIt) {
  add_device("n1", "X-1", {}, "MiSeqDx");
  const auto row = [&] { return part("/notices/FSN2024-1562/matches", "items", {{"verdict", "near-miss"}})[0]; };
  EXPECT_TRUE(row()["settled"].is_null());
  state({{"action", "near-miss-settled"}, {"device_id", "n1"}, {"note", "REF X-1"}});
  EXPECT_EQ(row()["settled"]["settled_by"], "Anna Bērziņa");
  EXPECT_EQ(row()["settled"]["note"], "REF X-1");
}

TEST_F(Cases, AnExceptionIsSignedWithTheCallersOwnKey) {
  const Json wanted{{"device_id", "novaseq"},
                    {"reason", "the instrument is moved in May"},
                    {"until", "2026-03-10"},
                    {"passphrase", passphrase}};
  const auto path = "/notices/FSN2024-1562/exceptions";
  EXPECT_EQ(refused(Method::post, path, wanted), ErrorCode::not_found) << "nobody has a key yet";
  make_signature();
  auto wrong = wanted;
  wrong["passphrase"] = "wrong horse battery";
  EXPECT_EQ(refused(Method::post, path, wrong), ErrorCode::denied);
  post(path, wanted);
  EXPECT_EQ(item("measured-secure", "novaseq")["state"], "excepted");
  EXPECT_EQ(item("measured-secure", "novaseq")["by"], "Anna Bērziņa");
  bool told = false;
  for (const auto& one : part("/overview", "todo")) told = told || one["text_key"] == "exception_ends";
  EXPECT_TRUE(told) << "it ends within a fortnight";
  clock.advance(std::chrono::days(20));
  EXPECT_EQ(item("measured-secure", "novaseq")["state"], "open");
}

TEST_F(Cases, TheReplyIsFilledFromTheCaseShownSignedAndKept) {
  const std::string path = "/notices/FSN2024-1562/reply";
  const ConsoleHouse::Query lab{{"organisation", "Testa laboratorija"}, {"title", "Vadītāja"}, {"lang", "lv"}};
  EXPECT_FALSE(get(path, lab)["missing"].empty());
  Json wanted{{"organisation", "Testa laboratorija"},
              {"title", "Vadītāja"},
              {"lang", "lv"},
              {"meaning", "I am responsible for these answers"},
              {"passphrase", passphrase}};
  make_signature();
  wanted["seen"] = get(path, lab)["seen"];
  const auto sign = "/notices/FSN2024-1562/replies";
  EXPECT_EQ(refused(Method::post, sign, wanted), ErrorCode::invalid) << "the case does not carry it yet";

  all_done();
  const auto filled = get(path, lab);
  EXPECT_TRUE(filled["missing"].empty()) << filled["missing"];
  EXPECT_EQ(filled["reply"]["person"], "Anna Bērziņa");
  for (const auto& answer : filled["reply"]["answers"]) EXPECT_EQ(answer["value"], "yes");
  const auto draft = ask(Method::get, path + ".pdf", lab);
  ASSERT_TRUE(draft);
  EXPECT_EQ(draft->type, "application/pdf");
  EXPECT_TRUE(draft->body.starts_with("%PDF"));

  wanted["seen"] = filled["seen"];
  const auto done = post(sign, wanted);
  ASSERT_EQ(done["files"].size(), 5U);
  const auto list = get("/replies");
  ASSERT_EQ(list["total"], 1);
  EXPECT_EQ(list["items"][0]["signature"]["name"], "Anna Bērziņa");
  EXPECT_EQ(list["items"][0]["files"].size(), 5U);
  const auto files = "/replies/" + done["id"].get<std::string>() + "/files/";
  const auto pdf = ask(Method::get, files + "FSN2024-1562-reply-customer.pdf");
  ASSERT_TRUE(pdf);
  EXPECT_EQ(base::sha256_hex(base::as_bytes(pdf->body)), last_entry()["data"]["pdf_sha256"]);
  EXPECT_EQ(refused(Method::get, files + "nothing.pdf"), ErrorCode::not_found);
  EXPECT_EQ(get("/notices")["items"][0]["replies"], 1);
  EXPECT_EQ(get("/overview")["notices"][0]["state"], "answered");
}

// 21 CFR 11.70.
TEST_F(Cases, OnlyTheFormThatWasSeenIsSigned) {
  const std::string path = "/notices/FSN2024-1562/reply";
  const auto sign = "/notices/FSN2024-1562/replies";
  make_signature();
  all_done();
  Json wanted{{"organisation", "L"},
              {"title", "T"},
              {"as_it_stands", true},
              {"meaning", "my answers"},
              {"passphrase", passphrase}};
  const ConsoleHouse::Query query{{"organisation", "L"}, {"title", "T"}, {"as_it_stands", "1"}};
  EXPECT_EQ(refused(Method::post, sign, wanted), ErrorCode::invalid) << "it says of nothing that it was seen";
  const auto seen = get(path, query);
  wanted["seen"] = seen["seen"];
  add_device("a1", "20068232", {"smb://nas02/runs"});  // the annex has one more, which is not protected
  EXPECT_EQ(refused(Method::post, sign, wanted), ErrorCode::conflict);
  EXPECT_EQ(get("/replies")["total"], 0);
  const auto again = get(path, query);
  EXPECT_NE(again["seen"], seen["seen"]);
  wanted["seen"] = again["seen"];
  auto other = wanted;
  other["organisation"] = "Another";
  EXPECT_EQ(refused(Method::post, sign, other), ErrorCode::conflict);
  clock.advance(std::chrono::minutes(2));
  write<model::Person>([](service::Workspace& workspace) {  // more evidence, and nothing that the form tells of
    return service::add_person(workspace, "Juris Ozols", "IT", "another long passphrase");
  });
  const auto counted = get(path, query);
  EXPECT_NE(counted["reply"]["evidence_size"], again["reply"]["evidence_size"]);
  EXPECT_EQ(counted["seen"], again["seen"]);
  clock.advance(std::chrono::minutes(2));
  EXPECT_EQ(post(sign, wanted)["files"].size(), 5U);
}

// The size stands in a PNG's header: RFC 2083, 11.2.1.
TEST_F(Cases, TheDraftIsShownPageByPageAsAPictureWithItsText) {
  const std::string path = "/notices/FSN2024-1562/reply/picture";
  const ConsoleHouse::Query lab{{"organisation", "Testa laboratorija"}, {"lang", "lv"}};
  const auto first = get(path, lab);
  const auto png = base::as_text(*base::from_base64(first["png_base64"].get<std::string>()));
  EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_EQ(png.substr(12, 8), std::string("IHDR\0\0\x04\xb0", 8)) << "1200 pixels wide";
  EXPECT_NE(first["text"].get<std::string>().find("Testa laboratorija"), std::string::npos);
  const auto pages = first["pages"].get<int>();
  ASSERT_GE(pages, 2);
  const auto at = [&](const std::string& page) {
    auto query = lab;
    query["page"] = page;
    return query;
  };
  const auto last = get(path, at(std::to_string(pages)));
  EXPECT_NE(last["png_base64"], first["png_base64"]);
  EXPECT_NE(last["text"].get<std::string>().find("smb://nas01/runs"), std::string::npos) << "the annex";
  for (const auto& none : {std::string("0"), std::to_string(pages + 1)})
    EXPECT_EQ(refused(Method::get, path, {}, at(none)), ErrorCode::not_found);
  EXPECT_EQ(refused(Method::get, path, {}, at("-1")), ErrorCode::usage);
}

TEST_F(Cases, NoFileButThoseOfTheReplyIsServed) {
  make_signature();
  all_done();
  const auto seen = get("/notices/FSN2024-1562/reply", {{"organisation", "L"}, {"title", "T"}})["seen"];
  const auto id = post("/notices/FSN2024-1562/replies", {{"organisation", "L"},
                                                         {"title", "T"},
                                                         {"seen", seen},
                                                         {"meaning", "mine"},
                                                         {"passphrase", passphrase}})["id"]
                      .get<std::string>();
  for (const auto& [reply, name] : std::vector<std::pair<std::string, std::string>>{
           {id, "../../keys/evidence.pem"}, {id, ".."}, {"..", "runseal.db"}, {"../keys", "evidence.pem"}}) {
    console::Request request;
    request.params = {{"id", reply}, {"name", name}};  // however the path was written
    const auto route = std::ranges::find(console::all_routes(), "/api/v1/replies/{id}/files/{name}", &Route::pattern);
    EXPECT_EQ(route->handler(console, request, caller).error().code, ErrorCode::not_found) << name;
  }
}

}  // namespace
}  // namespace runseal::console
