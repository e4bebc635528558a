// A backup is whole, checkable with tar and sha256sum alone, and comes back as it was; whatever was changed in it is
// found, and nothing half ever stands under a final name.
#include "service/backup.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <thread>

#include "base/process.h"
#include "service/evidence_check.h"
#include "store/console_records.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct BackingUp : testing::Test {
  test::TemporaryFolder folder;
  base::Path data = folder / "data";
  base::Path file = folder / "backup.tar";
  base::Path into = folder / "restored";

  static void note(Directory& directory, const std::string& subject) {
    const auto done = directory.write<std::uint64_t>({"anna", {}, {}}, [&](Workspace& workspace) {
      return workspace.record(Change{"note", subject, Json{{"text", subject}}, {}});
    });
    ASSERT_TRUE(done) << done.error().describe();
  }
  void fill(int entries) {
    Directory directory(data);
    ASSERT_TRUE(directory.prepare());
    ASSERT_TRUE(directory.write<void>({"anna", {}, {}}, [&](Workspace& workspace) -> Result<> {
      std::vector<Change> changes;
      for (int i = 0; i < entries; ++i) changes.push_back({"note", std::to_string(i), Json::object(), {}});
      RUNSEAL_CHECK(workspace.record(changes));
      RUNSEAL_CHECK(workspace.attach("letter.pdf", base::as_bytes("the letter")));
      return {};
    }));
    std::filesystem::create_directories(data / "seals" / "a run\nof two lines");
    test::write_file(data / "seals" / "a run\nof two lines" / "seal.json", "{}");
    std::filesystem::create_directories(data / "seals" / std::string(200, 'x') / std::string(64, 'a'));
    test::write_file(data / "seals" / std::string(200, 'x') / std::string(64, 'a') / "manifest.sha256", "…");
  }
  Result<Backup> back_up_now() {
    Directory directory(data);
    return back_up(directory, file);
  }
  static std::uint64_t entries_in(const base::Path& of) {
    Directory directory(of);
    const auto found = check_evidence(directory);
    EXPECT_TRUE(found && found->holds());
    return found ? found->entries : 0;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& one : std::filesystem::directory_iterator(folder.path())) out.push_back(one.path().filename());
    std::ranges::sort(out);
    return out;
  }
  static std::string shell(const std::string& line) {
    base::Command command;
    command.program = "sh";
    command.arguments = {"-c", line};
    const auto finished = base::run(command);
    return finished ? finished->out + finished->err + (finished->ok() ? "ok" : "FAILED") : "no shell";
  }
};

TEST_F(BackingUp, ComesBackAsItWas) {
  fill(300);  // a full tile and the beginning of another
  const auto made = back_up_now();
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(made->evidence, 300U);
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_THAT(names(), ElementsAre("backup.tar", "data"));

  const auto restored = restore(file, into);
  ASSERT_TRUE(restored) << restored.error().describe();
  EXPECT_EQ(restored->evidence, 300U);
  EXPECT_EQ(entries_in(into), 300U);
  EXPECT_EQ(test::read_file(into / "seals" / "a run\nof two lines" / "seal.json"), "{}");
  EXPECT_EQ(test::read_file(into / "keys" / "evidence.pem"), test::read_file(data / "keys" / "evidence.pem"));
  Directory goes_on(into);
  note(goes_on, "after the restore");
  EXPECT_EQ(entries_in(into), 301U);
  EXPECT_THAT(names(), ElementsAre("backup.tar", "data", "restored"));
}

TEST_F(BackingUp, IsCheckedByTarAndSha256sumAlone) {
  fill(3);
  ASSERT_TRUE(back_up_now());
  const auto there = (folder / "by hand").string();
  EXPECT_THAT(shell("mkdir '" + there + "' && cd '" + there + "' && tar -xf '" + file.string() +
                    "' && sha256sum --quiet -c SHA256SUMS && find . -type f | wc -l"),
              testing::EndsWith("ok"));
}

TEST_F(BackingUp, RestoresWhatTarPackedAgainAndNothingThatIsMissingOrMore) {
  fill(3);
  ASSERT_TRUE(back_up_now());
  const auto pack = [&](const std::string& change) {
    std::filesystem::remove(folder / "again.tar");
    std::filesystem::remove_all(folder / "by hand");
    const auto done = shell("mkdir '" + (folder / "by hand").string() + "' && cd '" + (folder / "by hand").string() +
                            "' && tar -xf ../backup.tar && " + change +
                            " && (echo backup.json; find * -type f ! -name backup.json ! -name SHA256SUMS; "
                            "echo SHA256SUMS) > ../list && tar --format=pax -cf ../again.tar -T ../list");
    EXPECT_THAT(done, testing::EndsWith("ok"));
    return restore(folder / "again.tar", into);
  };
  std::filesystem::remove_all(data / "seals");
  std::filesystem::remove(file);
  ASSERT_TRUE(back_up_now());
  EXPECT_TRUE(pack("true"));
  std::filesystem::remove_all(into);
  EXPECT_EQ(pack("rm keys/evidence.vkey").error().code, ErrorCode::corrupt);
  EXPECT_EQ(pack("touch more").error().code, ErrorCode::corrupt);
  EXPECT_EQ(pack("sed -i '/runseal.db/d' SHA256SUMS").error().code, ErrorCode::corrupt);
  EXPECT_FALSE(std::filesystem::exists(into));
}

TEST_F(BackingUp, IsOneMomentWhileOthersGoOnWriting) {
  fill(250);
  std::atomic<bool> enough = false;
  std::jthread writing([&] {
    Directory other(data);
    for (int i = 0; !enough; ++i) note(other, "meanwhile " + std::to_string(i));
  });
  const auto ends = std::shared_ptr<void>(nullptr, [&](void*) { enough = true; });
  for (int i = 0; i < 5; ++i) {
    Directory directory(data);
    file = folder / ("backup" + std::to_string(i));
    const auto made = back_up(directory, file);
    ASSERT_TRUE(made) << made.error().describe();
    into = folder / ("restored" + std::to_string(i));
    const auto restored = restore(file, into);
    ASSERT_TRUE(restored) << restored.error().describe();
    EXPECT_EQ(entries_in(into), made->evidence);
    Directory again(into);  // the records and the log agree: what they hold can be gone on with
    const auto pending = again.write<std::string>({"anna", {}, {}}, [](Workspace& workspace) -> Result<std::string> {
      RUNSEAL_TRY(const auto count, workspace.database().text("SELECT CAST(COUNT(*) AS TEXT) FROM evidence"));
      return *count;
    });
    EXPECT_EQ(*pending, std::to_string(made->evidence));
  }
}

TEST_F(BackingUp, NeverOverwrites) {
  fill(1);
  test::write_file(file, "something else");
  EXPECT_EQ(back_up_now().error().code, ErrorCode::exists);
  EXPECT_EQ(test::read_file(file), "something else");
  std::filesystem::remove(file);
  ASSERT_TRUE(back_up_now());
  std::filesystem::create_directories(into);
  test::write_file(into / "mine", "mine");
  EXPECT_EQ(restore(file, into).error().code, ErrorCode::exists);
  std::filesystem::remove(into / "mine");
  EXPECT_TRUE(restore(file, into));  // empty: taken
}

TEST_F(BackingUp, EveryDamageIsFound) {
  fill(3);
  ASSERT_TRUE(back_up_now());
  const auto whole = test::read_file(file);
  const auto step = std::max<std::size_t>(1, whole.size() / 60);
  for (std::size_t at = 0; at < whole.size(); at += step) {
    auto damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    test::write_file(file, damaged);
    const auto restored = restore(file, into);
    if (restored) {  // padding, or a time or mode that nobody reads
      std::filesystem::remove_all(into);
      continue;
    }
    EXPECT_FALSE(std::filesystem::exists(into)) << at;
  }
  test::write_file(file, whole.substr(0, whole.size() / 2));
  EXPECT_FALSE(restore(file, into));
  EXPECT_THAT(names(), ElementsAre("backup.tar", "data"));
}

TEST_F(BackingUp, NobodyIsSignedInAndNothingBeginsAfterARestore) {
  fill(1);
  {
    Directory directory(data);
    ASSERT_TRUE(directory.write<std::uint64_t>({"anna", {}, {}}, [](Workspace& workspace) {
      model::Account account;
      account.name = "anna";
      return workspace.record(Change{"account", "anna", Json::object(),
                                     [account](store::Database& database, const std::string& entry) -> Result<> {
                                       RUNSEAL_CHECK(store::save_account(database, account, entry));
                                       model::SessionRecord session;
                                       session.id = "1";
                                       session.account = "anna";
                                       session.expires = "2999";
                                       RUNSEAL_CHECK(store::save_session(database, "hash", session));
                                       model::Job job;
                                       job.id = "2";
                                       job.state = model::JobState::running;
                                       return store::save_job(database, job);
                                     }});
    }));
  }
  ASSERT_TRUE(back_up_now());
  ASSERT_TRUE(restore(file, into));
  Directory directory(into);
  ASSERT_TRUE(directory.read<void>([](Workspace& workspace) -> Result<> {
    EXPECT_TRUE(store::sessions_of(workspace.database(), "anna")->empty());
    EXPECT_TRUE(store::unfinished_jobs(workspace.database())->empty());
    EXPECT_EQ((*store::find_job(workspace.database(), "2"))->state, model::JobState::cancelled);
    EXPECT_TRUE(*store::find_account(workspace.database(), "anna"));
    return {};
  }));
}

TEST_F(BackingUp, ARecordThatContradictsTheEvidenceIsNotRestored) {
  fill(3);
  const auto checkpoint = test::read_file(data / "evidence" / "checkpoint");
  {
    Directory directory(data);
    note(directory, "one more");
  }
  test::write_file(data / "evidence" / "checkpoint", checkpoint);  // the log put back by one entry
  Directory directory(data);
  EXPECT_FALSE(back_up(directory, file));
  EXPECT_THAT(names(), ElementsAre("data"));
}

}  // namespace
}  // namespace runseal::service
