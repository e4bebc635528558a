// The inventory by its routes.
#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::ConsoleHouse;
using test::Method;

struct Devices : testing::Test, ConsoleHouse {
  std::vector<std::string> ids(const Query& query) {
    std::vector<std::string> out;
    for (const auto& item : part("/devices", "items", query)) out.push_back(item["id"]);
    return out;
  }
};
using Ids = std::vector<std::string>;

TEST_F(Devices, AListIsSearchedSortedAndCut) {
  add_device("b", "2", {"smb://nas01/runs"}, "Šķirotājs");
  add_device("a", "3", {}, "printer");
  add_device("c", "1", {}, "Analyzer");
  EXPECT_EQ(ids({}), (Ids{"a", "b", "c"}));
  EXPECT_EQ(ids({{"sort", "name"}}), (Ids{"c", "a", "b"}));
  EXPECT_EQ(ids({{"sort", "catalogue_number"}, {"descending", "1"}}), (Ids{"a", "b", "c"}));
  EXPECT_EQ(ids({{"search", "šķirot"}}), Ids{"b"}) << "without case, in any script";
  EXPECT_EQ(ids({{"search", "NAS01 runs"}}), Ids{"b"}) << "every word, anywhere";
  EXPECT_EQ(ids({{"search", "' OR 1=1 --"}}), Ids{});
  EXPECT_EQ(ids({{"offset", "1"}, {"limit", "1"}}), Ids{"b"});
  EXPECT_EQ(get("/devices", {{"limit", "1"}})["total"], 3);
  for (const auto& query : std::vector<Query>{
           {{"sort", "body; DROP TABLE device"}}, {{"limit", "501"}}, {{"offset", "-1"}}, {{"limit", "x"}}})
    EXPECT_EQ(refused(Method::get, "/devices", nullptr, query), ErrorCode::usage);
}

TEST_F(Devices, OneIsAddedAndChangedWithAReasonAndTheOldRecordStaysInTheEvidence) {
  const auto added = post("/devices", {{"name", "MiSeqDx"}, {"serial", "M1"}, {"role", "sequencer"}});
  const auto id = added["device"]["id"].get<std::string>();
  EXPECT_EQ(refused(Method::post, "/devices", {{"name", "MiSeqDx"}}), ErrorCode::exists);
  EXPECT_EQ(refused(Method::put, "/devices/" + id, {{"name", "MiSeqDx"}}), ErrorCode::invalid) << "why?";
  put("/devices/" + id, {{"name", "MiSeqDx"}, {"serial", "M2"}, {"why", "read from the label again"}});
  const auto entry = last_entry();
  EXPECT_EQ(entry["why"], "read from the label again");
  EXPECT_EQ(entry["before"]["serial"], "M1");
  EXPECT_EQ(entry["data"]["device"]["serial"], "M2");
  EXPECT_EQ(get("/devices/" + id)["device"]["serial"], "M2");
  EXPECT_EQ(refused(Method::put, "/devices/nobody", {{"name", "x"}, {"why", "y"}}), ErrorCode::not_found);
}

TEST_F(Devices, WhatIsNoDeviceIsRefused) {
  for (const auto& body :
       std::vector<Json>{Json::object(),
                         {{"name", 7}},
                         {{"name", "x"}, {"role", "teapot"}},
                         {{"name", "x"}, {"udi_di", "00816270020126"}},
                         {{"name", "x"}, {"connections", Json::array({"smb://user:secret@nas01/x"})}},
                         {{"name", "x"}, {"connections", "smb://nas01/x"}}})
    EXPECT_EQ(refused(Method::post, "/devices", body), ErrorCode::invalid) << body;
}

TEST_F(Devices, WhoDeclaresATunnelIsWhoIsSignedIn) {
  post("/devices",
       {{"name", "dragen"},
        {"connections", Json::array({"smb://nas01/runs"})},
        {"tunnels",
         Json::array(
             {Json{{"connection", "smb://nas01/runs"}, {"kind", "wireguard"}, {"by", "Bert"}, {"why", "wg show"}}})}});
  auto device = get("/devices/dragen")["device"];
  EXPECT_EQ(device["tunnels"][0]["by"], "Anna Bērziņa");
  const auto at = device["tunnels"][0]["at"];
  caller.full_name = "Bert";
  clock.advance(std::chrono::days(1));
  device["why"] = "another room";
  device["site"] = "2";
  put("/devices/dragen", device);
  EXPECT_EQ(get("/devices/dragen")["device"]["tunnels"][0]["by"], "Anna Bērziņa") << "she still answers for it";
  EXPECT_EQ(get("/devices/dragen")["device"]["tunnels"][0]["at"], at);
  device["tunnels"][0]["why"] = "";
  EXPECT_EQ(refused(Method::put, "/devices/dragen", device), ErrorCode::invalid);
}

TEST_F(Devices, TheListIsSortedByEveryColumnThatItShows) {
  post("/devices", {{"id", "a"}, {"name", "A"}, {"operating_system", "windows 7"}});
  post("/devices", {{"id", "b"},
                    {"name", "B"},
                    {"operating_system", "Windows 10"},
                    {"connections", Json::array({"smb://nas01/runs", "smb://nas02/runs"})}});
  post("/devices", {{"id", "c"}, {"name", "C"}, {"connections", Json::array({"smb://nas01/runs"})}});
  const auto sorted = [&](Query query) {
    std::string ids;
    for (const auto& item : part("/devices", "items", query)) ids += item["id"];
    return ids;
  };
  EXPECT_EQ(sorted({{"sort", "operating_system"}}), "cba") << "without case";
  EXPECT_EQ(sorted({{"sort", "operating_system"}, {"descending", "1"}}), "abc");
  EXPECT_EQ(sorted({{"sort", "connections"}}), "acb");
  EXPECT_EQ(sorted({{"sort", "connections"}, {"descending", "1"}}), "bca");
  auto device = get("/devices/b")["device"];
  device["connections"] = Json::array();
  device["operating_system"] = "XP";
  device["why"] = "it was moved";
  put("/devices/b", device);
  EXPECT_EQ(sorted({{"sort", "connections"}}), "abc");
  EXPECT_EQ(sorted({{"sort", "operating_system"}, {"descending", "1"}}), "bac");
  EXPECT_EQ(refused(Method::get, "/devices", nullptr, {{"sort", "software"}}), ErrorCode::usage);
}

TEST_F(Devices, ADeviceIsShownWithItsConnectionsAndWhatItWasHeldAgainst) {
  add_device("novaseq", "20068232", {"smb://nas01/runs", "nfs://nas02/x"});
  measured("smb://nas01/runs", model::Protection::absent);
  const auto shown = get("/devices/novaseq");
  EXPECT_EQ(shown["connections"][0]["assessment"]["integrity"]["grade"], "absent");
  EXPECT_TRUE(shown["connections"][1]["assessment"].is_null()) << "never measured";
  EXPECT_EQ(shown["matches"][0]["notice_id"], "FSN2024-1562");
  EXPECT_EQ(shown["matches"][0]["verdict"], "affected");
  const auto row = get("/devices")["items"][0]["measured"];
  EXPECT_EQ(row, (Json{{"connections", 2}, {"measured", 1}, {"protected", 0}, {"worst", "high"}}));
}

TEST_F(Devices, AnInventoryIsTriedBeforeItIsTakenIn) {
  const std::string csv = "name;catalogue number;serial\nMiSeqDx;DX-410-1001;M1\n;1;2\nPrinter;P-1;\n";
  const auto send_it = [&](Query query) {
    query["file_name"] = "lab.csv";
    return json(send(Method::post, "/devices/inventory", query, csv));
  };
  const auto tried = send_it({{"dry_run", "1"}, {"keep_good", "1"}});
  EXPECT_EQ(tried["devices"], 2);
  ASSERT_EQ(tried["rejected"].size(), 1U);
  EXPECT_EQ(tried["rejected"][0]["line"], 3);
  EXPECT_EQ(tried["saved"], false);
  EXPECT_EQ(get("/devices")["total"], 0);
  EXPECT_EQ(send_it({})["saved"], false) << "one bad row keeps all of them out";
  EXPECT_EQ(get("/devices")["total"], 0);
  const auto unsaid = send(Method::post, "/devices/inventory", {{"keep_good", "1"}}, csv);
  ASSERT_FALSE(unsaid);
  EXPECT_EQ(unsaid.error().where, "why");
  const auto taken = send_it({{"keep_good", "1"}, {"why", "the first inventory"}});
  EXPECT_EQ(taken["saved"], true);
  EXPECT_TRUE(taken["evidence"].is_number());
  EXPECT_EQ(get("/devices")["total"], 2);
  EXPECT_EQ(last_entry()["data"]["from"], "lab.csv");
  EXPECT_EQ(last_entry()["why"], "the first inventory");
  send_it({{"keep_good", "1"}, {"why", "once more"}});
  EXPECT_EQ(get("/devices")["total"], 2) << "the same devices are met again";
  EXPECT_FALSE(send(Method::post, "/devices/inventory", {}, std::string("\xff\xfe\x00\x01", 4)));
}

}  // namespace
}  // namespace runseal::console
