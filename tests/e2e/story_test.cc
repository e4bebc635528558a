// The main job through the command line, and the demonstration, each on a real Samba.
#include <signal.h>
#include <sys/wait.h>

#include <thread>

#include "demo/samba.h"
#include "e2e/program.h"

namespace runseal::e2e {
namespace {

using namespace std::chrono_literals;

struct Story : Program {
  const std::map<std::string, std::string> passphrase{{"RUNSEAL_PASSPHRASE", "correct horse battery"}};

  std::string letter() { return test::source_file("demo/letter.md").string(); }
  std::string inventory(const std::string& storage) {
    return file("inventory.csv",
                base::replaced(test::read_file(test::source_file("demo/inventory.csv")), "@STORAGE@", storage));
  }
};

TEST_F(Story, ALaboratoryAnswersANoticeByCommands) {
  auto samba = demo::Samba::start(folder / "samba", {});
  ASSERT_TRUE(samba) << samba.error().describe();
  const auto credentials =
      file("credentials", "username = " + samba->user() + "\npassword = " + samba->password() + "\n");

  EXPECT_EQ(json({"notice", "import", letter(), "--yes", "--by", "Anna Bērziņa"})["notice"]["id"], "FSN2024-1562");
  EXPECT_EQ(json({"device", "import", inventory(samba->url()), "--why", "what stands here"})["devices"].size(), 6U);
  std::map<std::string, int> verdicts;
  const auto matched = json({"notice", "match", "FSN2024-1562"});
  for (const auto& match : matched["matches"]) ++verdicts[match["verdict"].get<std::string>()];
  EXPECT_EQ(verdicts, (std::map<std::string, int>{{"affected", 4}, {"near-miss", 1}, {"not-affected", 1}}));

  const auto before = json({"audit", "--all", "--credentials", credentials}, 1);
  std::string remedy;
  for (const auto& finding : before[0]["assessment"]["findings"])
    for (const auto& one : finding["remedies"])
      if (remedy.empty() && one["language"] == "smb.conf") remedy = one["text"];
  ASSERT_TRUE(samba->apply(remedy)) << remedy;
  const auto after = json({"audit", "--all", "--credentials", credentials}, 0);
  EXPECT_TRUE(after[0]["secure"].get<bool>());
  EXPECT_EQ(after[0]["before"]["integrity"]["grade"], before[0]["assessment"]["integrity"]["grade"]);

  json({"person", "add", "Anna Bērziņa", "--title", "Vadītāja"}, 0, passphrase);
  const std::vector<std::string> reply{
      "reply",     "FSN2024-1562",     "--by",  "Anna Bērziņa",           "--organisation", "Slimnīca",
      "--meaning", "I am responsible", "--out", (folder / "out").string()};
  EXPECT_GT(json(reply, 1, passphrase)["missing"].size(), 0U) << "a form was signed that the case does not carry";
  EXPECT_FALSE(std::filesystem::exists(folder / "out"));

  json({"case", "done", "FSN2024-1562", "notice-read", "--by", "Anna"});
  json({"case", "done", "FSN2024-1562", "users-informed", "--by", "Anna"});
  json({"case", "done", "FSN2024-1562", "guidance-read", "--by", "Anna", "--file", file("guidance.pdf", "guidance")});
  const auto open_case = json({"case", "show", "FSN2024-1562"}, 1);
  for (const auto& device : open_case["devices"])
    json({"case", "done", "FSN2024-1562", "protocol-settled", "--by", "Anna", "--device", device["device_id"], "--note",
          "SMB 3.1.1"});
  json({"case", "show", "FSN2024-1562"}, 1);
  json({"case", "done", "FSN2024-1562", "near-miss-settled", "--by", "Anna", "--device",
        open_case["near_misses"][0]["device_id"], "--note", "REF 20014053"});
  json({"case", "show", "FSN2024-1562"}, 0);
  const auto signed_reply = json(reply, 0, passphrase);
  const auto pdf = signed_reply["files"].back().get<std::string>();
  EXPECT_EQ(base::run({"qpdf", {"--check", pdf}, {}, {}, 20s, 0, 1U << 20U, {}})->exit_code, 0);

  EXPECT_TRUE(json({"evidence", "verify"})["holds"].get<bool>());
  const auto number = signed_reply["evidence"].dump();
  const auto proof = (folder / "proof").string();
  const auto key = json({"evidence", "prove", number, "--out", proof})["key"].get<std::string>();
  std::filesystem::remove_all(folder / "data");  // a machine with nothing but the public key
  EXPECT_EQ(json({"evidence", "verify-proof", proof, "--key", key})["entry"]["kind"], "reply");
  test::write_file(proof, base::replaced(test::read_file(proof), "index " + number, "index 1"));
  json({"evidence", "verify-proof", proof, "--key", key}, 1);
}

TEST_F(Story, TheDemonstrationEndsWellAndItsEvidenceHolds) {
  const auto out = folder / "demo";
  const auto told = json({"demo", "--out", out.string()});
  ASSERT_EQ(told["steps"].size(), 11U);
  EXPECT_EQ(told["steps"][4]["facts"]["bytes_that_differ"], 1) << "the harm was not shown";
  EXPECT_FALSE(told["steps"][3]["facts"]["secure"].get<bool>());
  EXPECT_TRUE(told["steps"][6]["facts"]["secure"].get<bool>());
  EXPECT_FALSE(told["steps"][7]["facts"]["client_was_content"].get<bool>());
  EXPECT_FALSE(std::filesystem::exists(out / "samba"));
  EXPECT_FALSE(std::filesystem::exists(out / "credentials"));
  json({"--data", (out / "data").string(), "evidence", "verify"});
  json({"demo", "--out", out.string()});  // again: an earlier demonstration is replaced
}

TEST_F(Story, TheDemonstrationLeavesAFolderAloneThatIsNotItsOwn) {
  std::filesystem::create_directory(folder / "precious");
  test::write_file(folder / "precious/thesis.txt", "ten years");
  json({"demo", "--out", (folder / "precious").string()}, 3);
  EXPECT_EQ(test::read_file(folder / "precious/thesis.txt"), "ten years");
}

// what runs below a folder, by its command line
std::string processes_with(const std::string& words) {
  return base::run({"pgrep", {"-f", "-a", words}, {}, {}, 10s, 0, 1U << 20U, {}})->out;
}

TEST_F(Story, CtrlCAtAnyMomentLeavesNoProcessAndNoFile) {
  for (const auto moment : {0ms, 40ms, 120ms, 300ms, 600ms, 1000ms, 1600ms, 2500ms, 4000ms}) {
    const auto out = (folder / "demo").string();
    auto child = base::Child::start(command({"demo", "--out", out}), folder / "log");
    ASSERT_TRUE(child);
    std::this_thread::sleep_for(moment);
    const auto pid = child->pid();
    ::kill(pid, SIGINT);
    for (int i = 0; i < 600 && child->running(); ++i) std::this_thread::sleep_for(50ms);
    EXPECT_FALSE(child->running()) << "still running 30 s after Ctrl-C at " << moment.count() << " ms";
    EXPECT_EQ(processes_with(out), "") << "after Ctrl-C at " << moment.count() << " ms";
    // it may have ended well just before: then the folder is meant to stay
    if (test::read_file(folder / "log").find("Done in") == std::string::npos) {
      EXPECT_FALSE(std::filesystem::exists(out))
          << "after Ctrl-C at " << moment.count() << " ms: " << test::read_file(folder / "log");
    }
    std::filesystem::remove_all(out);
    std::filesystem::remove(folder / "log");
  }
}

}  // namespace
}  // namespace runseal::e2e
