// Sealing and checking as use cases: by the rules of the instrument, recorded, and never fooled by an older seal.
#include "service/runs.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "base/random.h"
#include "base/sshsig.h"
#include "base/text.h"
#include "service/node.h"
#include "service/run_story.h"
#include "store/records.h"
#include "support/as_nobody.h"
#include "support/fake_clock.h"
#include "support/temporary.h"
#include "transfer/seal/receipt.h"
#include "unit/runs/made_run.h"

namespace runseal::service {
namespace {

using model::FileState;
using testing::HasSubstr;

struct Runs : testing::Test {
  test::TemporaryFolder folder;
  // an hour ahead: every file of a run that is made now has been quiet for long
  test::FakeClock clock{base::system_clock().now() + std::chrono::hours(1)};
  base::Path run = folder / "240507_M01234_0042";
  OpenWorkspace open = [this] { return Workspace::open(folder / "data", Access::write, clock); };

  void SetUp() override {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0777));
    std::filesystem::create_directories(run / "Data");
    test::write_file(run / "Data/a", "0123456789");
    test::write_file(run / "Data/b", "9876543210");
  }

  Result<Sealed> seal(const std::function<void(SealRequest&)>& with = {}) {
    SealRequest request;
    request.run = run;
    if (with) with(request);
    clock.advance(std::chrono::seconds(10));
    return seal_run(open, request, {});
  }

  RunCheck verify(const base::Path& seal_at = {}) {
    VerifyRequest request;
    request.run = run;
    request.seal = seal_at;
    auto workspace = *open();
    const auto known = run_knowledge(workspace);
    const auto check = verify_run(*known, request, {});
    EXPECT_TRUE(check) << check.error().describe();
    return check.value_or(RunCheck{});
  }

  void complete_miseq() {
    std::filesystem::remove_all(run);
    runs::miseq().write_below(run);
  }
};

TEST_F(Runs, ASealStandsInTheRunAndOutsideItAndIsRecorded) {
  const auto sealed = seal();
  ASSERT_TRUE(sealed) << sealed.error().describe();
  EXPECT_EQ(sealed->seal.run, "240507_M01234_0042");
  EXPECT_TRUE(std::filesystem::exists(run / ".runseal/seal.json"));
  EXPECT_EQ(sealed->second.filename().string(), "240507_M01234_0042-" + sealed->sha256.substr(0, 16));
  EXPECT_EQ(test::read_file(sealed->second / "seal.json"), test::read_file(run / ".runseal/seal.json"));
  EXPECT_TRUE(verify().summary() == "ok");
  EXPECT_TRUE(verify(sealed->second).summary() == "ok");
  auto workspace = *open();
  const auto story = store::run_events(workspace.database(), sealed->seal.run);
  ASSERT_EQ(story->size(), 1U);
  EXPECT_EQ(story->at(0).record.seal_sha256, sealed->sha256);
  EXPECT_EQ(story->at(0).evidence, sealed->evidence);
}

TEST_F(Runs, TheNextSealNamesTheOneBeforeAndSaysWhatDiffers) {
  const auto first = seal();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->first);
  test::write_file(run / "Data/b", "other");
  const auto second = seal();
  ASSERT_TRUE(second) << second.error().describe();
  EXPECT_EQ(second->seal.previous, first->sha256);
  EXPECT_FALSE(second->first);
  EXPECT_EQ(second->differing, std::vector<std::string>{"Data/b"});
  std::filesystem::remove_all(run / ".runseal");
  EXPECT_EQ(seal()->seal.previous, second->sha256) << "also when somebody took it away";
}

TEST_F(Runs, NobodyGetsAFreshStartByTakingTheSealAwayOrSpoilingIt) {
  const std::vector<std::string> changed{"Data/b"};
  const std::vector<std::pair<const char*, std::function<void()>>> ways{
      {"taken away", [&] { std::filesystem::remove_all(run / ".runseal"); }},
      {"no seal.json", [&] { std::filesystem::remove(run / ".runseal/seal.json"); }},
      {"no signature", [&] { std::filesystem::remove(run / ".runseal/seal.json.sig"); }},
      {"another list", [&] { test::write_file(run / ".runseal/manifest.sha256", "other"); }},
      {"nonsense", [&] { test::write_file(run / ".runseal/seal.json", "{}"); }},
      {"a stranger's", [&] {
         const auto theirs = folder / ("stranger " + base::random_id());
         const auto stranger = [&] { return Workspace::open(theirs, Access::write, clock); };
         SealRequest request;
         request.run = run;
         std::filesystem::remove_all(run / ".runseal");
         ASSERT_TRUE(seal_run(stranger, request, {}));
       }}};
  for (const auto& [way, spoil] : ways) {
    test::write_file(run / "Data/b", "9876543210");
    const auto last = seal();
    ASSERT_TRUE(last) << way << last.error().describe();
    test::write_file(run / "Data/b", "changed");
    spoil();
    const auto again = seal();
    ASSERT_TRUE(again) << way << ": " << again.error().describe();
    EXPECT_FALSE(again->first) << way;
    EXPECT_TRUE(again->compared) << way;
    EXPECT_EQ(again->differing, changed) << way;
    EXPECT_EQ(again->seal.previous, last->sha256) << way;
    EXPECT_THAT(again->warnings, testing::Contains(HasSubstr("held against the copy that was kept"))) << way;
  }
}

TEST_F(Runs, WhereNoCopyOfTheLastSealIsLeftThatIsSaid) {
  const auto last = seal();
  std::filesystem::remove_all(run / ".runseal");
  std::filesystem::remove_all(folder / "data/seals");
  const auto again = seal();
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_FALSE(again->first);
  EXPECT_FALSE(again->compared);
  EXPECT_EQ(again->seal.previous, last->sha256);
  EXPECT_THAT(again->warnings, testing::Contains(HasSubstr("what changed since is not known")));
}

TEST_F(Runs, SealsKeptOutsideOnlyAreComparedWithTheLastOne) {
  const auto outside = [&](auto& request) {
    request.seal_store_only = true;
    request.seal_store = folder / "vault";
  };
  ASSERT_TRUE(seal(outside));
  test::write_file(run / "Data/b", "changed");
  const auto again = seal(outside);
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_EQ(again->differing, std::vector<std::string>{"Data/b"});
  EXPECT_TRUE(again->warnings.empty());
  test::write_file(run / "Data/a", "changed");
  EXPECT_EQ(seal()->differing, std::vector<std::string>{"Data/a"}) << "found without its place being named";
}

TEST_F(Runs, AnOlderSealPutBackIsComparedWithTheLastOneThatIsKnown) {
  const auto first = seal();
  test::write_file(run / "Data/b", "other");
  const auto second = seal();
  const auto previous = run / ".runseal" / ("previous-" + first->sha256);
  for (const auto& part : std::filesystem::directory_iterator(previous))
    std::filesystem::copy(part.path(), run / ".runseal" / part.path().filename(),
                          std::filesystem::copy_options::overwrite_existing);
  test::write_file(run / "Data/b", "9876543210");  // and the files that belong to it
  const auto third = seal();
  ASSERT_TRUE(third) << third.error().describe();
  EXPECT_EQ(third->seal.previous, second->sha256);
  EXPECT_EQ(third->differing, std::vector<std::string>{"Data/b"});
  EXPECT_THAT(third->warnings, testing::Contains(HasSubstr("not the last one that is known")));
}

TEST_F(Runs, AFailedCheckIsUndoneOnlyByACheckOfAllThatHolds) {
  RunEvents story;
  const auto add = [&](const char* kind, const char* outcome, bool partial = false, const char* at = "/mnt/run") {
    model::RunEvent event;
    event.kind = kind;
    event.at = "2026-03-0" + std::to_string(story.size() + 1);
    event.from = at;
    event.outcome = outcome;
    event.details = Json{{"partial", partial}};
    story.push_back(event);
    return failed_check(story);
  };
  EXPECT_EQ(add("sealed", "ok"), nullptr);
  EXPECT_EQ(add("verified", "only a part: 1 of 2 files: ok", true), nullptr);
  EXPECT_NE(add("verified", "1 altered"), nullptr);
  ASSERT_NE(add("verified", "only a part: 1 of 2 files: ok", true), nullptr);
  EXPECT_EQ(add("sealed", "ok")->outcome, "1 altered") << "a new seal makes no old change right";
  EXPECT_NE(add("verified", "ok", false, "/mnt/copy"), nullptr) << "another folder";
  EXPECT_EQ(add("verified", "ok"), nullptr);
  EXPECT_NE(add("verified", "only a part: 1 of 2 files: 1 missing", true), nullptr);
  EXPECT_NE(add("verified", "there is no seal in the run"), nullptr);
  EXPECT_EQ(add("verified", "ok"), nullptr);
}

TEST_F(Runs, AnOlderSealPutBackIsNoSeal) {
  const auto first = seal();
  test::write_file(run / "Data/b", "other");
  const auto second = seal();
  const auto previous = run / ".runseal" / ("previous-" + first->sha256);
  for (const auto& part : std::filesystem::directory_iterator(previous))
    std::filesystem::copy(part.path(), run / ".runseal" / part.path().filename(),
                          std::filesystem::copy_options::overwrite_existing);
  test::write_file(run / "Data/b", "9876543210");  // and the files that belong to it
  const auto check = verify();
  EXPECT_TRUE(check.wrong());
  EXPECT_THAT(check.refused, HasSubstr("older seal"));
  const auto named = verify(run / ".runseal");  // asked for by name it is checked, with a word
  EXPECT_FALSE(named.wrong());
  EXPECT_THAT(named.notes, testing::Contains(HasSubstr("older seal")));
}

TEST_F(Runs, AReceiptIsToldAndOneThatIsNoneIsRefused) {
  const auto sealed = seal();
  auto files = *transfer::read_seal(base::real_files(), run / ".runseal");
  model::Receipt receipt;
  receipt.host = "store";
  receipt.received_from = receipt.received_to = "2026-03-01T10:00:00.000Z";
  receipt.read_back = true;
  ASSERT_TRUE(transfer::add_receipt(files, receipt, base::PrivateKey::generate()));
  ASSERT_TRUE(transfer::write_seal(base::real_files(), run / ".runseal", files));
  EXPECT_THAT(verify().notes, testing::Contains(HasSubstr("proves nothing here"))) << "by a stranger";
  auto own = open();
  ASSERT_TRUE(transfer::add_receipt(files, receipt, *node_key(*own)));
  own = fail(ErrorCode::internal, "closed");
  ASSERT_TRUE(transfer::write_seal(base::real_files(), run / ".runseal", files));
  EXPECT_THAT(verify().notes, testing::Contains(HasSubstr("received by this node (store)")));
  test::write_file(run / ".runseal/receipt.json", "{}");
  EXPECT_THAT(verify().refused, HasSubstr("receipt"));
}

TEST_F(Runs, AFolderWithoutAnyFileIsSealedWithAWarning) {
  std::filesystem::remove_all(run / "Data");
  const auto sealed = seal();
  ASSERT_TRUE(sealed) << sealed.error().describe();
  EXPECT_EQ(sealed->seal.files, 0U);
  EXPECT_THAT(sealed->warnings, testing::Contains(HasSubstr("nothing to seal")));
  EXPECT_THAT(verify().notes, testing::Contains(HasSubstr("nothing to check")));
}

TEST_F(Runs, ASealThatStoodThereAndWasNoneIsMentioned) {
  ASSERT_TRUE(seal());
  EXPECT_TRUE(seal()->warnings.empty());
  test::write_file(run / ".runseal/seal.json", "{}");
  const auto again = seal();
  ASSERT_TRUE(again) << again.error().describe();
  EXPECT_THAT(again->warnings, testing::Contains(HasSubstr("was none")));
}

TEST_F(Runs, ASealThatWasTakenAwayIsWrongOneThatNeverWasCannotBeChecked) {
  VerifyRequest request;
  request.run = run;
  {
    auto workspace = *open();
    ASSERT_TRUE(node_key(workspace));
    const auto never = verify_run(*run_knowledge(workspace), request, {});
    ASSERT_FALSE(never);
    EXPECT_EQ(never.error().code, ErrorCode::not_found);
  }
  const auto sealed = seal();
  std::filesystem::remove_all(run / ".runseal");
  const auto check = verify();
  EXPECT_TRUE(check.wrong());
  EXPECT_THAT(check.refused, HasSubstr("removed"));
  EXPECT_THAT(check.next, HasSubstr(sealed->second.string()));
}

TEST_F(Runs, TheSealOfAnotherRunIsNone) {
  ASSERT_TRUE(seal());
  const auto other = folder / "another";
  std::filesystem::rename(run, other);
  run = other;
  EXPECT_THAT(verify().refused, HasSubstr("another run"));
  EXPECT_FALSE(verify(other / ".runseal").wrong()) << "a renamed folder, when its seal is named";
}

TEST_F(Runs, ASignerThatIsNotKnownSealsNothing) {
  ASSERT_TRUE(seal());
  auto workspace = *Workspace::open(folder / "other data", Access::write);
  VerifyRequest request;
  request.run = run;
  const auto nobody = verify_run(*run_knowledge(workspace), request, {});
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error().code, ErrorCode::unavailable) << "no signers: it cannot be checked";
  ASSERT_TRUE(node_key(workspace));
  const auto check = verify_run(*run_knowledge(workspace), request, {});
  ASSERT_TRUE(check);
  EXPECT_TRUE(check->wrong());
  EXPECT_THAT(check->refused, HasSubstr("not known"));
  EXPECT_EQ(check->verification.files, 0U) << "nothing below a refused signature is looked at";
}

TEST_F(Runs, ASignerWhosePairingWasRevokedSealsNothing) {
  const auto sealed = seal();
  VerifyRequest request;
  request.run = run;
  request.signers = std::vector<KnownSigner>{{"gateway", sealed->seal.signer, "its pairing was revoked"}};
  const auto check = verify_run({}, request, {});
  ASSERT_TRUE(check) << check.error().describe();
  EXPECT_TRUE(check->wrong());
  EXPECT_THAT(check->refused, HasSubstr("revoked"));
  request.signers->push_back({"gateway", sealed->seal.signer, ""});  // and paired anew
  EXPECT_FALSE(verify_run({}, request, {})->wrong());
}

TEST_F(Runs, RulesSayWhatMayStillChangeAndWhetherTheRunIsComplete) {
  complete_miseq();
  const auto sealed = seal();
  ASSERT_TRUE(sealed) << sealed.error().describe();
  EXPECT_EQ(sealed->seal.rules, "miseq 1");
  EXPECT_FALSE(sealed->seal.complete.empty());
  std::ofstream(run / "InterOp/QMetricsOut.bin", std::ios::app) << "more";
  test::write_file(run / "CompletedJobInfo.xml", "came late");
  const auto check = verify();
  EXPECT_FALSE(check.wrong()) << check.summary();
  EXPECT_EQ(check.verification.verdicts.size(), 2U);
  test::write_file(run / "Results.txt", "came late");
  EXPECT_TRUE(verify().wrong());
}

TEST_F(Runs, ARunThatIsNotCompleteIsSealedOnlyWhenThatIsWanted) {
  complete_miseq();
  std::filesystem::remove(run / "RTAComplete.txt");
  const auto refused = seal();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::conflict);
  EXPECT_THAT(refused.error().what, HasSubstr("RTAComplete.txt"));
  EXPECT_FALSE(std::filesystem::exists(run / ".runseal"));
  const auto sealed = seal([](auto& request) { request.incomplete = true; });
  ASSERT_TRUE(sealed) << sealed.error().describe();
  EXPECT_EQ(sealed->seal.complete, "");
  EXPECT_THAT(verify().notes, testing::Contains(HasSubstr("not known to be complete")));
  EXPECT_EQ(seal([](auto& request) { request.rules = "no such"; }).error().code, ErrorCode::not_found);
}

TEST_F(Runs, ATrustedStatHidesRotAndTheSealSaysSo) {
  ASSERT_TRUE(seal());
  // what a decaying disk does: other bytes, nothing else. A write moves ctime, so the record is moved with it
  struct stat before{};
  ASSERT_EQ(::stat((run / "Data/a").c_str(), &before), 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  test::write_file(run / "Data/a", "012345678X");
  const timespec times[2] = {before.st_atim, before.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, (run / "Data/a").c_str(), times, 0), 0);
  const auto noticed = seal([](auto& request) { request.trust_stat = true; });
  ASSERT_TRUE(noticed);
  EXPECT_EQ(noticed->seal.reused, 1U) << "ctime told: only Data/b was taken over";
  EXPECT_EQ(noticed->differing, std::vector<std::string>{"Data/a"});

  test::write_file(run / "Data/a", "rotten bits");
  test::write_file(run / "Data/a", "0123456789");
  ASSERT_TRUE(seal());
  struct stat then{};
  ASSERT_EQ(::stat((run / "Data/a").c_str(), &then), 0);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  test::write_file(run / "Data/a", "01234X6789");
  const timespec again[2] = {then.st_atim, then.st_mtim};
  ASSERT_EQ(::utimensat(AT_FDCWD, (run / "Data/a").c_str(), again, 0), 0);
  struct stat rotten{};
  ASSERT_EQ(::stat((run / "Data/a").c_str(), &rotten), 0);
  const auto ns = [](const timespec& time) { return std::to_string(time.tv_sec * 1'000'000'000 + time.tv_nsec); };
  for (const auto& file : std::filesystem::directory_iterator(folder / "data/identities"))
    test::write_file(file.path(),
                     base::replaced(test::read_file(file.path()), ns(then.st_mtim) + "\t" + ns(then.st_ctim),
                                    ns(then.st_mtim) + "\t" + ns(rotten.st_ctim)));

  const auto hidden = seal([](auto& request) { request.trust_stat = true; });
  ASSERT_TRUE(hidden) << hidden.error().describe();
  EXPECT_EQ(hidden->seal.reused, 2U);
  EXPECT_EQ(hidden->differs, 0U) << "this is what --trust-stat costs";
  EXPECT_EQ(verify().summary(), "1 altered") << "a check always reads";
  EXPECT_THAT(verify().notes, testing::Contains(HasSubstr("2 of 2 files were not read")));
  const auto read = seal();
  EXPECT_EQ(read->seal.reused, 0U);
  EXPECT_EQ(read->differing, std::vector<std::string>{"Data/a"});
}

TEST_F(Runs, AFileChangedJustBeforeItWasHashedIsNeverTakenOver) {
  clock.set(base::system_clock().now());
  SealRequest request;
  request.run = run;
  ASSERT_TRUE(seal_run(open, request, {}));
  EXPECT_EQ(seal([](auto& wish) { wish.trust_stat = true; })->seal.reused, 0U);
}

TEST_F(Runs, ARunThatCannotBeWrittenToIsSealedOutsideOnly) {
  std::filesystem::permissions(run, std::filesystem::perms(0555));
  const test::AsNobody nobody;
  const auto refused = seal();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().next, HasSubstr("--seal-store-only"));
  const auto sealed = seal([](auto& request) { request.seal_store_only = true; });
  ASSERT_TRUE(sealed) << sealed.error().describe();
  EXPECT_TRUE(sealed->folder.empty());
  EXPECT_FALSE(std::filesystem::exists(run / ".runseal"));
  EXPECT_EQ(verify(sealed->second).summary(), "ok");
}

TEST_F(Runs, TheSecondPlaceIsNeverInTheRun) {
  for (const auto& inside : {run, run / "seals", run / "Data/../x"})
    EXPECT_EQ(seal([&](auto& request) { request.seal_store = inside; }).error().code, ErrorCode::usage) << inside;
  std::filesystem::create_symlink(run, folder / "alias");
  EXPECT_EQ(seal([&](auto& request) { request.seal_store = folder / "alias/seals"; }).error().code, ErrorCode::usage);
  EXPECT_TRUE(seal([&](auto& request) { request.seal_store = run.string() + " seals"; }));
}

TEST_F(Runs, AVerificationWithTenThousandFindingsFitsTheEvidence) {
  RunCheck check;
  check.verification.run = "240507_M01234_0042";
  for (int i = 0; i < 10'000; ++i)
    check.verification.verdicts.push_back({std::string(200, 'x') + std::to_string(i), FileState::missing, ""});
  auto workspace = *open();
  const auto entry = record_verification(workspace, run, check);
  ASSERT_TRUE(entry) << entry.error().describe();
  const auto told = store::run_events(workspace.database())->at(0).record;
  EXPECT_EQ(told.outcome, "10000 missing");
  EXPECT_EQ(told.details["verdicts_in_all"], 10'000);
}

}  // namespace
}  // namespace runseal::service
