#include "service/notice_bundle.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include <fmt/format.h>

#include "base/process.h"
#include "base/text.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

struct NoticeBundles : Site {
  base::Path unpacked;

  void SetUp() override {
    const auto letter = read_letter(base::real_files(), test::source_file("demo/letter.md"));
    ASSERT_TRUE(letter) << letter.error().describe();
    notice = letter->imported.notice;
    ASSERT_TRUE(take_in_notice(workspace, *letter, "Anna Bērziņa"));
    ASSERT_TRUE(save_devices(workspace, {device("miseq-1", "DX-410-1001", {"smb://nas01/runs"})}, "by hand"));
    measured("smb://nas01/runs", model::Protection::absent);
    measured("smb://elsewhere/runs", model::Protection::absent);
    for (const auto action : {model::CaseAction::notice_read, model::CaseAction::guidance_read}) stated(action);
    ASSERT_TRUE(sign_exception(workspace, notice, "miseq-1", "the storage is replaced in April",
                               *base::parse_date("2026-04-30"), signer()));
    ReplyRequest request;
    request.organisation = "Rīgas slimnīca";
    request.person = "Anna Bērziņa";
    request.title = "Vadītāja";
    request.as_it_stands = true;
    const auto reply = prepare_reply(workspace, notice, request);
    ASSERT_TRUE(reply) << reply.error().describe();
    const auto done =
        sign_reply(workspace, notice, *reply, true, signer(), "I am responsible for these answers", folder / "out");
    ASSERT_TRUE(done) << done.error().describe();
    unpack();
  }

  void unpack() {
    const auto bundle = notice_bundle(workspace, notice);
    ASSERT_TRUE(bundle) << bundle.error().describe();
    test::write_file(folder / bundle->file_name, bundle->content);
    unpacked = folder.path() / base::Path(bundle->file_name).stem();
    std::filesystem::remove_all(unpacked);
    ASSERT_TRUE(shell("tar xf " + (folder / bundle->file_name).string() + " -C " + folder.path().string()));
  }

  std::string said;
  bool shell(const std::string& command) {
    base::Command sh;
    sh.program = "sh";
    sh.arguments = {"-c", command};
    const auto ran = base::run(sh);
    if (!ran) return false;
    said = ran->out + ran->err;
    return ran->ok();
  }
  bool holds() { return shell("cd " + unpacked.string() + " && python3 check.py"); }

  // Of the file whose path ends so, the byte at `at` is changed.
  void damage(const std::string& name, std::size_t at) {
    const auto path = unpacked / name;
    auto text = base::as_text(*base::real_files().read(path, 64U << 20U));
    ASSERT_LT(at, text.size()) << name;
    text[at] = static_cast<char>(text[at] ^ 1);
    std::filesystem::remove(path);
    test::write_file(path, text);
  }
  std::vector<std::string> names(const std::string& below) {
    std::vector<std::string> out;
    for (const auto& one : std::filesystem::recursive_directory_iterator(unpacked / below))
      if (one.is_regular_file()) out.push_back(std::filesystem::relative(one.path(), unpacked).string());
    return out;
  }
};

TEST_F(NoticeBundles, AreCheckedByTheirOwnInstructionsWithoutRunseal) {
  EXPECT_TRUE(holds()) << said;
  EXPECT_NE(said.find("everything holds"), std::string::npos) << said;
  EXPECT_EQ(names("replies").size(), 5U);
  EXPECT_EQ(names("letters").size(), 1U);
  EXPECT_EQ(names("attachments").size(), 1U);
  EXPECT_EQ(names("exceptions").size(), 2U);
  EXPECT_FALSE(shell("grep -r elsewhere " + (unpacked / "entries").string()))
      << "what is of no concern to it: " << said;
  // every command that README.txt gives, as it stands there
  std::string commands = "set -e; cd " + unpacked.string() + "\n";
  const auto readme = base::as_text(*base::real_files().read(unpacked / "README.txt", 1U << 20U));
  int count = 0;
  for (const auto line : base::lines(readme)) {
    if (!line.starts_with("    ")) continue;
    (commands += line) += '\n';
    ++count;
  }
  EXPECT_EQ(count, 10) << readme;
  EXPECT_TRUE(shell(commands)) << said;
  EXPECT_NE(said.find("Signature Verified Successfully"), std::string::npos) << said;
  std::size_t good = 0;
  for (auto at = said.find("Good \"runseal-"); at != std::string::npos; at = said.find("Good \"runseal-", at + 1))
    ++good;
  EXPECT_EQ(good, 3U) << said;
}

TEST_F(NoticeBundles, InWhichAnythingWasChangedDoNotHold) {
  const bool all_of_them = std::getenv("RUNSEAL_ALL_TESTS") != nullptr;
  std::vector<std::string> all;
  for (const char* folder_name : {"entries", "proofs", "letters", "attachments", "replies", "exceptions"})
    for (auto some = names(folder_name); const auto& name : some)
      if (all_of_them || name == some.front() || name == some.back()) all.push_back(name);
  all.insert(all.end(), {"log/checkpoint", "log/evidence.vkey", "signers"});
  for (const auto& name : all) {
    SCOPED_TRACE(name);
    const auto size = std::filesystem::file_size(unpacked / name);
    damage(name, size / 2);
    // who changes a file changes the list of sums too
    ASSERT_TRUE(shell("cd " + unpacked.string() +
                      " && find . -type f ! -name SHA256SUMS | sed 's,^./,,' | "
                      "xargs sha256sum > SHA256SUMS"))
        << said;
    const bool convenience = name.ends_with(".allowed_signers");  // a copy of what stands in `signers`
    EXPECT_EQ(holds(), convenience) << said;
    damage(name, size / 2);
  }
  ASSERT_TRUE(shell("cd " + unpacked.string() +
                    " && find . -type f ! -name SHA256SUMS | sed 's,^./,,' | "
                    "xargs sha256sum > SHA256SUMS"));
  EXPECT_TRUE(holds()) << said;
}

TEST_F(NoticeBundles, OfAnotherKeyAreRefusedByWhoKnowsTheKey) {
  const auto vkey = evidence::format_vkey(workspace.verifier().name, workspace.verifier().key);
  EXPECT_TRUE(shell(fmt::format("cd {} && python3 check.py --key '{}'", unpacked.string(), vkey))) << said;
  const auto other = evidence::format_vkey(workspace.verifier().name, base::PrivateKey::generate().public_key());
  EXPECT_FALSE(shell(fmt::format("cd {} && python3 check.py --key '{}'", unpacked.string(), other))) << said;
}

TEST_F(NoticeBundles, SayWhenThereIsNothingOrSomethingIsGone) {
  auto unknown = notice;
  unknown.id = "FSN-NONE";
  EXPECT_EQ(notice_bundle(workspace, unknown).error().code, ErrorCode::not_found);
  std::filesystem::remove_all(folder / "data/attachments");
  EXPECT_EQ(notice_bundle(workspace, notice).error().code, ErrorCode::corrupt);
}

}  // namespace
}  // namespace runseal::service
