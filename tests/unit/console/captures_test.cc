// Captures that are sent to the console, as a technician and a privacy officer see them. The recordings are of real
// programs (tests/golden/capture): names and ports as tshark shows them.
#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "capture/read.h"
#include "capture/report_json.h"
#include "console/upload.h"
#include "service/capture_document.h"
#include "service/capture_job.h"
#include "service/kept_captures.h"
#include "service/uploads.h"
#include "store/console_records.h"
#include "support/console_house.h"

namespace runseal::console {
namespace {

using test::ConsoleHouse;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* connection = "smb://127.0.0.1:4450/runs";
constexpr const char* exposed = "marker-name.fastq";

struct Captures : testing::Test, ConsoleHouse {
  const std::string recording = test::read_file(test::source_file("tests/golden/capture/smb-3.1.1-plain.pcap"));

  Captures() : ConsoleHouse({service::capture_job()}) {}

  // As the server does it: the body in pieces, then the answer.
  Result<Answer> send_capture(const std::string& body, const Query& query = {}) {
    const auto& kind = all_uploads().front();
    Request request;
    request.method = Method::post;
    request.path = kind.pattern;
    request.query = query;
    request.headers["content-length"] = std::to_string(body.size());
    RUNSEAL_TRY(const auto upload, kind.begin(console, request, caller));
    for (std::size_t at = 0; at < body.size(); at += 1000)
      RUNSEAL_CHECK(upload->take(std::string_view(body).substr(at, 1000)));
    return kind.answer(console, request, caller, *upload);
  }
  Json ended(const Json& job) {
    for (int i = 0; i < 4000; ++i) {
      const auto now = get("/jobs/" + job["id"].get<std::string>());
      if (!now["ended"].get<std::string>().empty()) return now;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ADD_FAILURE() << "the job did not end";
    return {};
  }
  // Its id.
  std::string read(const Query& query = {{"file_name", "friday.pcap"}}) {
    EXPECT_TRUE(jobs.start());
    const auto job = ended(json(send_capture(recording, query)));
    EXPECT_EQ(job["state"], "done") << job.dump();
    return job["result"].value("capture", "");
  }
  std::vector<std::string> left_in(const std::string& where) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& one : std::filesystem::directory_iterator(directory.folder() / where, none))
      names.push_back(one.path().filename().string());
    return names;
  }
  // Everything that lies in the data directory.
  std::string every_byte() {
    std::string all;
    for (const auto& one : std::filesystem::recursive_directory_iterator(directory.folder()))
      if (one.is_regular_file()) all += test::read_file(one.path());
    return all;
  }
  void allow_folder(const std::string& allowed) {
    test::write_file(directory.folder() / "runseal.toml", "[console]\ncapture_folders = [\"" + allowed + "\"]\n");
  }
};

TEST_F(Captures, WhatCrossedReadableIsShownWithItsConnectionAndItsEvidence) {
  add_device("novaseq", "20012850", {connection});
  const auto id = read();
  const auto row = part("/captures")[0];
  EXPECT_EQ(row["file_name"], "friday.pcap");
  EXPECT_EQ(row["by"], "anna");
  EXPECT_EQ(row["file_bytes"], recording.size());
  EXPECT_EQ(row["confidentiality"], "absent");
  EXPECT_EQ(get("/captures", {{"search", "FRIDAY"}})["total"], 1);
  EXPECT_EQ(get("/captures", {{"search", "monday"}})["total"], 0);

  const auto shown = get("/captures/" + id);
  EXPECT_EQ(shown["connections"][0]["connection"], connection);
  EXPECT_EQ(shown["connections"][0]["confidentiality"]["grade"], "absent");
  EXPECT_THAT(shown["connections"][0]["findings"].dump(), HasSubstr("capture.readable-traffic"));
  EXPECT_EQ(shown["folders"][0]["folder"], "marker-run");
  EXPECT_EQ(shown["folders"][0]["place"], "runs");
  EXPECT_EQ(shown["exposed_files"], get("/captures/" + id + "/files")["total"]);
  EXPECT_EQ(part("/connections")[0]["confidentiality"], "absent") << "the connection's own page knows it too";

  const auto files = part("/captures/" + id + "/files", "items", {{"search", "marker-name"}, {"sort", "path"}});
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0]["path"], std::string("marker-run/") + exposed);
  EXPECT_THAT(files[0]["reason"].get<std::string>(), HasSubstr("without encryption"));
  const auto flows = part("/captures/" + id + "/flows", "items", {{"protocol", "smb"}, {"confidentiality", "absent"}});
  ASSERT_EQ(flows.size(), 1U);
  EXPECT_EQ(flows[0]["port"], 4450);
  EXPECT_EQ(get("/captures/" + id + "/flows", {{"confidentiality", "protected"}})["total"], 0);
  EXPECT_EQ(refused(Method::get, "/captures/" + id + "/flows", nullptr, {{"sort", "body); DROP"}}), ErrorCode::usage);
  EXPECT_EQ(get("/captures/" + id + "/signs")["total"], 0);

  const auto entry = last_entry();
  EXPECT_EQ(entry["kind"], "capture");
  EXPECT_EQ(entry["data"]["id"], id);
  EXPECT_THAT(entry.dump(), Not(HasSubstr("marker"))) << "names of files stay out of what can never be forgotten";
}

TEST_F(Captures, TheReportIsThatOfTheCommandLine) {
  const auto id = read();
  const auto path = test::source_file("tests/golden/capture/smb-3.1.1-plain.pcap").string();
  auto report = *capture::read_captures({path});
  const auto document = get("/captures/" + id + "/report.json");
  auto expected = capture::to_json(report);
  for (const auto* same : {"packets", "bytes", "seen", "files", "folders", "signs", "notes"})
    EXPECT_EQ(document[same], expected[same]) << same;
  ASSERT_EQ(document["conversations"].size(), expected["conversations"].size());
  for (const auto& [name, value] : expected["conversations"][0].items())
    EXPECT_EQ(document["conversations"][0][name], value) << name;
  const auto again = capture::report_from_json(document);
  ASSERT_TRUE(again) << again.error().describe();
  const auto captured = service::captured_from_document(document);
  ASSERT_TRUE(captured) << captured.error().describe();
  EXPECT_EQ(document["run_folders"], get("/captures/" + id)["folders"]);
  EXPECT_EQ(service::capture_document(*again, &*captured), document) << "read back, it says the same";
  EXPECT_THAT(ask(Method::get, "/captures/" + id + "/report.html")->body, HasSubstr(exposed));
  EXPECT_THAT(ask(Method::get, "/captures/" + id + "/files.csv")->body, HasSubstr(exposed));
  const auto proof = ask(Method::get, "/captures/" + id + "/proof.pcapng")->body;
  EXPECT_THAT(proof, Not(HasSubstr("MARKER"))) << "no payload";
  test::write_file(folder / "proof.pcapng", proof);
  EXPECT_EQ(capture::read_captures({(folder / "proof.pcapng").string()})->packets, report.proof.size());
}

TEST_F(Captures, TheCaptureItselfIsGoneUnlessItIsToBeKept) {
  const auto id = read();
  EXPECT_THAT(left_in("uploads"), IsEmpty());
  EXPECT_THAT(left_in("captures/" + id), testing::ElementsAre("proof.pcapng"));
  const auto kept = ended(json(send_capture(recording, {{"keep", "1"}})))["result"]["capture"].get<std::string>();
  EXPECT_EQ(test::read_file(directory.folder() / "captures" / kept / "capture"), recording);
  EXPECT_EQ(get("/captures/" + kept)["kept"], true);
  EXPECT_THAT(left_in("uploads"), IsEmpty());
  const auto mode = std::filesystem::status(directory.folder() / "captures" / kept / "capture").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Captures, NamesAreInNoByteOfTheDataDirectoryWhereTheyAreToBeHidden) {
  const auto id = read({{"file_name", "friday.pcap"}, {"pseudonymise", "1"}});
  EXPECT_GT(get("/captures/" + id + "/files")["total"], 0);
  EXPECT_EQ(part("/captures/" + id + "/files")[0]["path"].get<std::string>().front(), '~');
  for (const auto* name : {"marker-name", "marker-run"}) EXPECT_THAT(every_byte(), Not(HasSubstr(name)));
}

TEST_F(Captures, OneThatIsForgottenLeavesItsEvidenceAlone) {
  const auto id = read({{"keep", "1"}});
  EXPECT_EQ(refused(Method::delete_, "/captures/" + id), ErrorCode::invalid) << "no reason";
  const auto answer = json(ask(Method::delete_, "/captures/" + id, {{"why", "the names of patients are in it"}}));
  EXPECT_EQ(get("/captures")["total"], 0);
  EXPECT_EQ(refused(Method::get, "/captures/" + id + "/files"), ErrorCode::not_found);
  EXPECT_THAT(left_in("captures"), IsEmpty());
  EXPECT_EQ(last_entry()["kind"], "capture-forgotten");
  EXPECT_EQ(last_entry()["data"]["id"], id);
  EXPECT_EQ(last_entry()["why"], "the names of patients are in it");
  EXPECT_EQ(refused(Method::delete_, "/captures/" + id), ErrorCode::not_found);
}

TEST_F(Captures, WhatIsNoCaptureOrTooLargeIsRefusedAndLeavesNothing) {
  const auto refusal = send_capture("MZ this is no capture", {{"file_name", "../../x\r\ny.pcap"}});
  ASSERT_FALSE(refusal);
  EXPECT_EQ(refusal.error().code, ErrorCode::invalid);
  EXPECT_THAT(refusal.error().describe(), Not(HasSubstr(folder.path().string())));
  const auto& kind = all_uploads().front();
  Request request;
  request.headers["content-length"] = "8000000001";
  const auto announced = kind.begin(console, request, caller);
  ASSERT_FALSE(announced);
  EXPECT_EQ(announced.error().code, ErrorCode::limit);
  auto small = service::ArrivingUpload::begin(directory.folder(), 10, std::nullopt);
  ASSERT_TRUE(small);
  EXPECT_TRUE(small->take("12345"));
  EXPECT_EQ(small->take("123456").error().code, ErrorCode::limit);
  EXPECT_EQ(left_in("uploads").size(), 1U);
  {
    const auto gone = std::move(*small);
  }
  EXPECT_THAT(left_in("uploads"), IsEmpty());
  EXPECT_EQ(get("/jobs")["total"], 0);
}

TEST_F(Captures, AnUploadEndsWithItsJobAndAKilledServiceClearsAway) {
  const auto job = json(send_capture(recording));  // waits: jobs were not started
  ASSERT_EQ(left_in("uploads").size(), 1U);
  ASSERT_TRUE(service::clear_uploads(directory));
  EXPECT_EQ(left_in("uploads").size(), 1U) << "a job still waits for it";
  test::write_file(directory.folder() / "uploads/0123.arriving", "half");
  std::filesystem::create_directories(directory.folder() / "captures/4567");
  ASSERT_TRUE(service::clear_uploads(directory));
  EXPECT_EQ(left_in("uploads").size(), 1U);
  EXPECT_THAT(left_in("captures"), IsEmpty());
  EXPECT_EQ(json(ask(Method::delete_, "/jobs/" + job["id"].get<std::string>()))["state"], "cancelled");
  EXPECT_THAT(left_in("uploads"), IsEmpty());
}

TEST_F(Captures, OneInAnAllowedFolderIsReadAndNoOther) {
  const auto allowed = folder / "captures";
  std::filesystem::create_directories(allowed / "sub");
  test::write_file(allowed / "sub/a.pcap", recording);
  test::write_file(folder / "secret.pcap", recording);
  std::filesystem::create_symlink(folder / "secret.pcap", allowed / "link.pcap");
  const auto path = (allowed / "sub/a.pcap").string();
  EXPECT_EQ(refused(Method::post, "/captures/from-folder", {{"path", path}}), ErrorCode::denied);
  allow_folder(allowed.string());
  EXPECT_EQ(get("/capture-folders")["items"][0]["folder"], allowed.string());
  for (const auto& other : {(folder / "secret.pcap").string(), (allowed / "../secret.pcap").string(),
                            (allowed / "link.pcap").string(), std::string("/etc/passwd")})
    EXPECT_EQ(refused(Method::post, "/captures/from-folder", {{"path", other}}), ErrorCode::denied) << other;
  EXPECT_EQ(refused(Method::post, "/captures/from-folder", {{"path", (allowed / "sub").string()}}), ErrorCode::invalid);
  EXPECT_EQ(refused(Method::post, "/captures/from-folder", {{"path", path}, {"id", "mine"}}), ErrorCode::usage);
  ASSERT_TRUE(jobs.start());
  const auto job = ended(post("/captures/from-folder", {{"path", "sub/a.pcap"}}));
  EXPECT_EQ(job["state"], "done") << job.dump();
  EXPECT_EQ(part("/captures")[0]["file_name"], "a.pcap");
  EXPECT_TRUE(std::filesystem::exists(path)) << "it stays";
}

TEST_F(Captures, AHostileNameIsShownAsAName) {
  const auto id = read({{"file_name", "../../etc/<script>\r\nX: y\x1b[2J.pcap"}});
  const auto name = get("/captures/" + id)["file_name"].get<std::string>();
  EXPECT_THAT(name, Not(HasSubstr("\n")));
  EXPECT_THAT(name, Not(HasSubstr("\x1b")));
  EXPECT_THAT(name, Not(HasSubstr("/")));
  EXPECT_THAT(ask(Method::get, "/captures/" + id + "/report.html")->body, Not(HasSubstr("<script>")));
}

}  // namespace
}  // namespace runseal::console
