// Letters read, confirmed or corrected; what they are about; the case; the reply.
#include <fstream>

#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::ConsoleHouse;

constexpr const char* notice_id = "FSN2024-1562";

struct Notices : testing::Test, ConsoleHouse {
  Json read_letter() {
    return json(send(Method::post, "/notices/readings", {{"file_name", "../letter.md"}},
                     test::read_file(test::source_file("demo/letter.md"))));
  }
  // The letter of the demonstration, taken in.
  std::string taken_in() { return post("/notices", {{"reading", read_letter()["reading"]}})["id"].get<std::string>(); }
  std::string id_of_letter() { return read_letter()["notice"]["id"]; }
  std::string number_of_letter() { return read_letter()["notice"]["products"][0]["catalogue_numbers"][0]["value"]; }
};

TEST_F(Notices, ALetterIsReadConfirmedAndStandsInTheListWithWhoConfirmedIt) {
  const auto reading = read_letter();
  ASSERT_FALSE(reading["letter"]["lines"].empty());
  const auto& title = reading["notice"]["title"];
  const auto line = title["where"]["line"].get<std::size_t>();
  const auto quote = title["where"]["quote"].get<std::string>();
  EXPECT_NE(reading["letter"]["lines"][line - 1].get<std::string>().find(quote.substr(0, 20)), std::string::npos)
      << "a value's place is a line of the letter that is shown";
  const auto before = get("/notices")["total"].get<int>();

  const auto taken = post("/notices", {{"reading", reading["reading"]}});
  const auto id = taken["id"].get<std::string>();
  EXPECT_EQ(get("/notices")["total"], before + (id == notice_id ? 0 : 1));
  EXPECT_EQ(get("/notices/" + id)["source"]["file_name"], "letter.md") << "the folder is none of our business";
  const auto entry = last_entry();
  EXPECT_EQ(entry["user"], "anna");
  EXPECT_EQ(entry["via"], "console");
  EXPECT_EQ(entry["data"]["confirmed_by"], "Anna Bērziņa");
  EXPECT_EQ(get("/notices/" + id + "/letter")["lines"], reading["letter"]["lines"]);
  EXPECT_EQ(refused(Method::post, "/notices", {{"reading", reading["reading"]}}), ErrorCode::not_found)
      << "a reading is taken in once";
}

TEST_F(Notices, AReadingIsKeptForAnHourAndForTheOneWhoGaveTheLetter) {
  const auto reading = read_letter()["reading"];
  caller.account = "bert";
  EXPECT_EQ(refused(Method::post, "/notices", {{"reading", reading}}), ErrorCode::not_found);
  caller.account = "anna";
  clock.advance(std::chrono::minutes(61));
  EXPECT_EQ(refused(Method::post, "/notices", {{"reading", reading}}), ErrorCode::not_found);
}

TEST_F(Notices, WhatIsNoLetterIsRefused) {
  EXPECT_EQ(send(Method::post, "/notices/readings", {{"file_name", "x"}}, "no notice in here").error().code,
            ErrorCode::invalid);
}

TEST_F(Notices, ACorrectedValueCountsAndTheEvidenceSaysWhatWasRead) {
  const auto reading = read_letter();
  const auto read = reading["notice"]["products"][0]["catalogue_numbers"][0]["value"];
  const auto taken = post(
      "/notices", {{"reading", reading["reading"]},
                   {"replace", true},
                   {"why", "the scan is hard to read"},
                   {"corrections", Json::array({Json{{"field", "products.0.catalogue_numbers.0"}, {"value", "XY-1"}},
                                                Json{{"field", "publisher"}, {"value", "Somebody Else"}}})}});
  const auto notice = get("/notices/" + taken["id"].get<std::string>());
  EXPECT_EQ(notice["products"][0]["catalogue_numbers"][0]["value"], "XY-1");
  EXPECT_EQ(notice["publisher"]["value"], "Somebody Else");
  EXPECT_EQ(notice["publisher"]["corrected"]["by"], "Anna Bērziņa");
  EXPECT_EQ(notice["publisher"]["corrected"]["read"], reading["notice"]["publisher"]["value"]);
  EXPECT_EQ(notice["products"][0]["catalogue_numbers"][0]["corrected"]["read"], read);
  EXPECT_FALSE(notice["title"].contains("corrected"));
  EXPECT_EQ(notice["corrections"][1]["read"], reading["notice"]["publisher"]["value"]);
  EXPECT_EQ(last_entry()["why"], "the scan is hard to read");
  const auto corrections = last_entry()["data"]["corrections"];
  ASSERT_EQ(corrections.size(), 2U);
  EXPECT_EQ(corrections[0]["read"], read);
  add_device("changed", "XY-1");
  EXPECT_EQ(get("/notices/" + taken["id"].get<std::string>() + "/matches", {{"verdict", "affected"}})["total"], 1);
}

TEST_F(Notices, WhatIsNoProductIsTakenOutAndAReferenceCanBeCorrected) {
  const auto reading = read_letter();
  const auto& products = reading["notice"]["products"];
  ASSERT_GT(products.size(), 2U);
  const auto taken =
      post("/notices", {{"reading", reading["reading"]},
                        {"replace", true},
                        {"why", "a heading was taken for a product, and the reference is another"},
                        {"corrections", Json::array({Json{{"field", "products.2.name"}, {"value", "Another name"}},
                                                     Json{{"field", "id"}, {"value", "FSN2026-0007"}},
                                                     Json{{"field", "products.1"}, {"value", ""}}})}});
  EXPECT_EQ(taken["id"], "FSN2026-0007");
  const auto notice = get("/notices/FSN2026-0007");
  EXPECT_EQ(notice["references"][0]["value"], "FSN2026-0007");
  ASSERT_EQ(notice["products"].size(), products.size() - 1);
  EXPECT_EQ(notice["products"][0], products[0]);
  EXPECT_EQ(notice["products"][1]["name"]["value"], "Another name");
  EXPECT_EQ(notice["products"][1]["name"]["corrected"]["read"], products[2]["name"]["value"])
      << "the mark moves along with the product";
  EXPECT_EQ(notice["corrections"][2]["read"], products[1]["name"]["value"]);
  EXPECT_EQ(notice["corrections"][2]["value"], "");
  EXPECT_EQ(notice["corrections"][1]["read"], reading["notice"]["id"]);
  EXPECT_EQ(notice["corrections"][1]["by"], "Anna Bērziņa");
}

TEST_F(Notices, AValueThatTheFieldCannotHaveIsRefusedAndTheReadingStays) {
  const auto reading = read_letter()["reading"];
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"date", "2024-02-30"},
                                                        {"products.0.udi_di", "00816270020126"},
                                                        {"id", ""},
                                                        {"id", "../x"},
                                                        {"products.99", ""},
                                                        {"products.0", "x"},
                                                        {"products.99.name", "x"},
                                                        {"products.0.name", ""},
                                                        {"source.sha256", "x"},
                                                        {"title", std::string(600, 'x')},
                                                        {"", "x"}})
    EXPECT_EQ(refused(Method::post, "/notices",
                      {{"reading", reading}, {"corrections", Json::array({Json{{"field", field}, {"value", value}}})}}),
              ErrorCode::invalid)
        << field;
  EXPECT_EQ(refused(Method::post, "/notices",
                    {{"reading", reading},
                     {"corrections", Json::array({Json{{"field", "publisher"}, {"value", "Somebody Else"}}})}}),
            ErrorCode::invalid)
      << "nobody said why";
  EXPECT_TRUE(ask(Method::post, "/notices", {}, {{"reading", reading}}));
}

TEST_F(Notices, MatchesNameTheDeviceAndFollowTheInventory) {
  const auto id = taken_in();
  add_device("seq1", number_of_letter(), {}, "Sequencer one");
  add_device("printer", "P-1", {}, "Printer");
  const auto path = "/notices/" + id + "/matches";
  const auto all = get(path);
  EXPECT_EQ(all["total"], 2);
  EXPECT_EQ(all["items"][0]["device_id"], "seq1") << "the affected stand first";
  EXPECT_EQ(all["items"][0]["device_name"], "Sequencer one");
  EXPECT_EQ(get(path, {{"verdict", "not-affected"}})["items"][0]["device_id"], "printer");
  EXPECT_EQ(get(path, {{"search", "SEQUENCER"}})["total"], 1);
  EXPECT_EQ(refused(Method::get, path, nullptr, {{"verdict", "maybe"}}), ErrorCode::usage);

  add_device("seq1", "P-2", {}, "Sequencer one");  // its record is replaced
  EXPECT_EQ(get(path, {{"verdict", "affected"}})["total"], 0);
  add_device("seq2", number_of_letter());
  EXPECT_EQ(get(path, {{"verdict", "affected"}})["total"], 1);
  EXPECT_EQ(post(path, Json::object())["affected"], 1);
  EXPECT_EQ(last_entry()["kind"], "match");
}

TEST_F(Notices, TheListIsSortedByWhatItsRowsShow) {
  const std::string another = "AAA-1";
  post("/notices",
       {{"reading", read_letter()["reading"]},
        {"replace", true},
        {"why", "a letter of its own, for this test"},
        {"corrections", Json::array({Json{{"field", "id"}, {"value", another}},
                                     Json{{"field", "products.0.catalogue_numbers.0"}, {"value", "XY-1"}}})}});
  const auto id = taken_in();
  add_device("seq1", number_of_letter());
  const auto first = [&](const ConsoleHouse::Query& query) { return get("/notices", query)["items"][0]["id"]; };
  EXPECT_EQ(get("/notices")["total"], 2);
  EXPECT_EQ(first({{"sort", "id"}}), another);
  EXPECT_EQ(first({{"sort", "id"}, {"descending", "1"}}), id);
  EXPECT_EQ(first({{"sort", "affected"}, {"descending", "1"}}), id) << "the device is none of the other's";
  EXPECT_EQ(first({{"sort", "affected"}}), another);
  EXPECT_EQ(first({{"sort", "id"}, {"offset", "1"}}), id);
  EXPECT_EQ(get("/notices", {{"sort", "id"}})["items"][1]["state"], "not_begun");
  post("/notices/" + id + "/statements", {{"action", "notice-read"}});
  EXPECT_EQ(get("/notices", {{"sort", "id"}})["items"][1]["state"], "open");
  EXPECT_EQ(first({{"sort", "state"}}), another) << "to be begun";
  EXPECT_EQ(first({{"sort", "state"}, {"descending", "1"}}), id) << "in work";
  EXPECT_EQ(refused(Method::get, "/notices", nullptr, {{"sort", "colour"}}), ErrorCode::usage);
}

TEST_F(Notices, TheListsNumbersAreThoseOfTheCase) {
  const auto id = taken_in();
  add_device("seq1", number_of_letter(), {"smb://nas01/runs"});
  const auto row = [&] {
    for (const auto& item : part("/notices", "items"))
      if (item["id"] == id) return item;
    return Json();
  };
  const auto open = row()["open"].get<int>();
  EXPECT_EQ(row()["affected"], 1);
  EXPECT_EQ(open, 5) << "read, guidance, users; protocol, measured";
  measured("smb://nas01/runs", model::Protection::protected_);
  EXPECT_EQ(row()["open"], open - 1);
  clock.advance(std::chrono::days(91));  // a measurement holds for ninety days
  EXPECT_EQ(row()["open"], open);
}

}  // namespace
}  // namespace runseal::console
