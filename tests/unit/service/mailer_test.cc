// Who is told what, when, and how often; without a server.
#include <filesystem>

#include "base/process.h"
#include "notice/phrases.h"
#include "service/case_book.h"
#include "service/mail_text.h"
#include "service/people.h"
#include "unit/service/mail_desk.h"

namespace runseal::service {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using MailerTest = MailDesk;

TEST_F(MailerTest, WhatBecameWorseIsToldOnceAndToThoseWhoAreNamedAlone) {
  became_worse("smb://nas01/runs");
  record({"observation", "smb://nas01/runs", Json::object(), {}});
  for (int i = 0; i < 3; ++i) look();
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(given[0].to, "it@lab.example");
  EXPECT_EQ(mails()[0].state, model::MailState::sent);
  EXPECT_EQ(mails()[0].subject, "[runseal] The connection smb://nas01/runs became worse");
  restart();
  clock.advance(24h);
  look();
  EXPECT_EQ(given.size(), 1U);
}

TEST_F(MailerTest, WhatHappensWhileTheServiceIsDownOrIsKilledIsToldAfterwards) {
  mailer.reset();
  became_worse("smb://nas01/runs");
  restart();
  answer = {Handed::Outcome::later, "451 later"};
  look();
  restart();  // killed before it was taken
  clock.advance(1min);
  answer = {Handed::Outcome::taken, "250 OK"};
  look();
  EXPECT_EQ(given.size(), 2U);
  EXPECT_EQ(given[0].message, given[1].message) << "the same mail, by the same Message-ID";
  look();
  EXPECT_EQ(given.size(), 2U);
}

TEST_F(MailerTest, AFloodIsGatheredIntoOneMailAnAddress) {
  became_worse("smb://nas01/first");
  look();
  for (int i = 0; i < 60; ++i) became_worse("smb://nas02/share" + std::to_string(i));
  for (int i = 0; i < 9; ++i) {
    clock.advance(1min);
    look();
  }
  EXPECT_EQ(given.size(), 1U);
  clock.advance(1min);
  look();
  ASSERT_EQ(given.size(), 2U);
  const auto text = mails()[0].text;
  EXPECT_THAT(mails()[0].subject, HasSubstr("60 things to look at: The connection smb://nas02/share0"));
  EXPECT_THAT(text,
              AllOf(HasSubstr("smb://nas02/share49"), Not(HasSubstr("smb://nas02/share50")), HasSubstr("And 10 more")));
}

TEST_F(MailerTest, NothingNewIsMadeForAnAddressWhileItsServerIsAway) {
  answer = {Handed::Outcome::later, "nobody answers"};
  for (int i = 0; i < 20; ++i) {
    became_worse("smb://nas01/" + std::to_string(i));
    look();
    clock.advance(30min);
  }
  EXPECT_EQ(mails().size(), 1U);
  EXPECT_EQ(failing(), 1U);
  answer = {Handed::Outcome::taken, "250 OK"};
  clock.advance(1h);
  look();
  look();
  EXPECT_EQ(mails().size(), 2U) << "the first, and one for all the rest";
  EXPECT_EQ(failing(), 0U);
}

TEST_F(MailerTest, WhatIsPutOffIsTriedLaterAndLaterAndGivenUpAfterTwoDays) {
  answer = {Handed::Outcome::later, "451 come again later"};
  became_worse("smb://nas01/runs");
  std::vector<int> minutes;
  for (int minute = 0; minute < 60 * 50; ++minute) {
    const auto before = given.size();
    look();
    if (given.size() > before) minutes.push_back(minute);
    clock.advance(1min);
  }
  ASSERT_GE(minutes.size(), 8U);
  EXPECT_EQ(std::vector(minutes.begin(), minutes.begin() + 8), (std::vector{0, 1, 3, 7, 15, 31, 63, 123}));
  EXPECT_EQ(minutes.size(), 54U);
  EXPECT_EQ(mails()[0].state, model::MailState::failed);
  EXPECT_EQ(mails()[0].answer, "451 come again later");
  EXPECT_EQ(failing(), 1U);
}

TEST_F(MailerTest, WhatIsRefusedIsNotTriedAgainAndIsSeen) {
  answer = {Handed::Outcome::refused, "550 no such mailbox"};
  became_worse("smb://nas01/runs");
  look();
  clock.advance(24h);
  look();
  EXPECT_EQ(given.size(), 1U);
  EXPECT_EQ(mails()[0].state, model::MailState::failed);
  EXPECT_EQ(failing(), 1U);
  answer = {Handed::Outcome::taken, "250 OK"};
  const auto test = send_test_mail(directory, "it@lab.example", [&](auto&&...) { return answer; });
  ASSERT_TRUE(test) << test.error().describe();
  EXPECT_EQ(failing(), 0U) << "a test that arrived shows that it is repaired";
}

TEST_F(MailerTest, WhoConfiguresMailIsNotToldOfOldThings) {
  configure("");
  became_worse("smb://nas01/runs");
  save(ended("audit", model::JobState::failed, "schedule nightly"));
  look();
  clock.advance(1h);
  look();
  configure(
      "server = \"mail.example\"\nfrom = \"runseal@lab.example\"\nto_connection_worse = [\"it@lab.example\"]\n"
      "to_schedule_failed = [\"it@lab.example\"]\n");
  look();
  EXPECT_EQ(given.size(), 0U);
  became_worse("smb://nas02/runs");
  look();
  EXPECT_EQ(given.size(), 1U);
}

TEST_F(MailerTest, EachKindHasItsOwnAddresses) {
  std::string keys;
  for (const auto* kind :
       {"connection_worse", "run_failed", "account_locked", "schedule_failed", "ends_soon", "evidence_broken"})
    keys += std::string("to_") + kind + " = [\"" + kind + "@lab.example\"]\n";
  configure("server = \"mail.example\"\nfrom = \"runseal@lab.example\"\n" + keys);
  became_worse("smb://nas01/runs");
  record({"verification", "240501_A00123", {{"outcome", "1 altered"}}, {}});
  record({"verification", "240502_A00123", {{"outcome", "ok"}}, {}});
  record({"verification", "240503_A00123", {{"outcome", "only a part: 3 of 9 files: ok"}}, {}});
  record({"account",
          "anna",
          {{"what", "locked"},
           {"name", "anna"},
           {"wrong", 5},
           {"from", "203.0.113.9"},
           {"until", "2026-03-01T08:01:00.000Z"}},
          {}});
  record({"account", "anna", {{"what", "changed"}, {"name", "anna"}}, {}});
  save(ended("audit", model::JobState::failed, "schedule nightly"));
  save(ended("audit", model::JobState::failed, "console"));
  auto send = ended("send", model::JobState::failed, "console");
  send.request = {{"path", "/srv/runs/240504_A00123"}, {"sink", "runseal://nas01"}};
  save(send);
  auto check = ended("check-evidence", model::JobState::done, "console");
  check.result = {{"holds", false}, {"problems_in_all", 3}};
  save(check);
  auto token = model::ApiToken{"t1", "anna", "monitoring", {model::Permission::view}, "", "", ""};
  token.expires = base::format_instant(clock.now() + 24h * 13);
  ASSERT_TRUE(directory.write<void>({"root", "", ""}, [&](Workspace& workspace) -> Result<> {
    RUNSEAL_CHECK(create_account(workspace, {"anna", "Anna Bērziņa", {model::AccountRole::viewer}}));
    RUNSEAL_CHECK(workspace.record(Change{"account", "anna", Json::object(), [&](auto& database, const auto& entry) {
                                            return store::save_token(database, "hash", token, entry);
                                          }}));
    return {};
  }));
  clock.advance(10min);
  look();
  std::map<std::string, std::string> told;
  for (const auto& mail : mails()) told[mail.to.substr(0, mail.to.find('@'))] += mail.text;
  EXPECT_EQ(told.size(), 6U);
  EXPECT_THAT(told["connection_worse"], HasSubstr("smb://nas01/runs"));
  EXPECT_THAT(told["run_failed"], AllOf(HasSubstr("The run 240501_A00123 is not as it was sealed"),
                                        HasSubstr("The run 240504_A00123 could not be sent"), Not(HasSubstr("240502")),
                                        Not(HasSubstr("240503"))));
  EXPECT_THAT(told["account_locked"], AllOf(HasSubstr("account anna"), HasSubstr("203.0.113.9")));
  EXPECT_THAT(told["schedule_failed"], HasSubstr("The schedule nightly failed"));
  EXPECT_THAT(told["ends_soon"], HasSubstr("The token monitoring (anna) ends on 2026-03-14"));
  EXPECT_THAT(told["evidence_broken"], HasSubstr("Problems: 3"));
  for (const auto& [kind, text] : told) EXPECT_THAT(text, AllOf(Not(HasSubstr("patient")), Not(HasSubstr("/srv"))));
}

TEST_F(MailerTest, OfADiskThatIsNearlyFullIsToldOnceADay) {
  configure("server = \"mail.example\"\nfrom = \"runseal@lab.example\"\nto_disk_full = [\"it@lab.example\"]\n");
  const auto data = folder / "data";
  const auto runs = folder / "runs";
  constexpr auto gib = 1ULL << 30U;
  const auto told = [&] {
    const auto before = mails().size();
    clock.advance(11min);
    look();
    const auto now = mails();
    return now.size() == before ? std::string() : now.front().subject + "\n" + now.front().text;
  };
  disks[data] = {gib, 20 * gib, 1};  // 1 GiB and 5 %
  EXPECT_EQ(told(), "");
  disks[data].free = gib - 1;
  EXPECT_THAT(told(), HasSubstr("[runseal] The disk of the data directory is nearly full: 1.0 GiB are free"));
  EXPECT_EQ(told(), "");
  disks[runs] = {2 * gib, 41 * gib, 2};  // less than 5 %
  EXPECT_THAT(told(), AllOf(HasSubstr("The disk into which runs are received is nearly full: 2.0 GiB are free"),
                            Not(HasSubstr("data directory")), Not(HasSubstr(folder.path().string()))));
  clock.advance(24h);
  EXPECT_THAT(told(), HasSubstr("2 things to look at"));
  disks[runs].disk = 1;  // one disk is one thing
  clock.advance(24h);
  EXPECT_THAT(told(), AllOf(HasSubstr("data directory"), Not(HasSubstr("received"))));
  disks.clear();
  clock.advance(24h);
  EXPECT_EQ(told(), "");
}

// As df(1) of coreutils counts it.
TEST(DiskRoomTest, IsThatOfTheFoldersDisk) {
  const test::TemporaryFolder folder;
  base::Command df;
  df.program = "df";
  df.arguments = {"-B1", "--output=size", folder.path().string()};
  const auto room = room_of(folder.path());
  ASSERT_TRUE(room);
  EXPECT_THAT(base::run(df)->out, HasSubstr(std::to_string(room->total)));
  EXPECT_GT(room->total, room->free);
  EXPECT_FALSE(room_of("/proc")) << "what has no size has none left";
  EXPECT_FALSE(room_of(folder / "none"));
}

TEST_F(MailerTest, WhatWasAcceptedForATimeIsToldOfBeforeItEnds) {
  configure(
      "server = \"mail.example\"\nfrom = \"runseal@lab.example\"\nto_ends_soon = [\"quality@lab.example\"]\n"
      "ends_within_days = 10\n");
  test::write_file(folder / "data/policy.toml",
                   "[[accept]]\nfinding = \"smb.smb1-answered\"\nconnection = \"smb://nas01/runs\"\nby = \"Anna\"\n"
                   "reason = \"the scanner of room 4 needs it\"\nuntil = 2026-03-12\n");
  ASSERT_TRUE(directory.write<void>({"anna", "", ""}, [](Workspace& workspace) -> Result<> {
    model::Device device;
    device.id = device.name = "novaseq";
    device.catalogue_number = "20068232";
    device.connections = {"smb://nas01/runs"};
    RUNSEAL_CHECK(workspace.record(Change{"device", device.id, Json::object(), [&](auto& database, const auto& entry) {
                                            return store::save_device(database, device, entry);
                                          }}));
    RUNSEAL_TRY(const auto notice, notice_for_case(workspace, "FSN2024-1562"));
    RUNSEAL_CHECK(add_person(workspace, "Anna Bērziņa", "Vadītāja", "correct horse battery"));
    RUNSEAL_TRY(const auto signer, signer_named(workspace, "Anna Bērziņa", "correct horse battery"));
    RUNSEAL_CHECK(sign_exception(workspace, notice, "novaseq", "the storage is replaced in March",
                                 *base::parse_date("2026-03-15"), signer));
    return {};
  }));
  const auto told = [&](std::chrono::hours later) {
    clock.advance(later);
    look();
    std::string all;
    for (const auto& mail : mails()) all += mail.text;
    return all;
  };
  EXPECT_EQ(told(0h), "") << "eleven and fourteen days are left";
  EXPECT_THAT(told(24h), AllOf(HasSubstr("What the policy accepts ends on 2026-03-12: smb.smb1-answered "
                                         "(smb://nas01/runs)"),
                               Not(HasSubstr("novaseq"))));
  EXPECT_THAT(told(3 * 24h), HasSubstr("The exception for the device novaseq ends on 2026-03-15"));
  restart();
  told(24h);
  EXPECT_EQ(mails().size(), 2U) << "of each once";
}

TEST_F(MailerTest, SpeaksTheLanguageThatIsSetAndNamesTheConsoleAlone) {
  configure(
      "server = \"mail.example\"\nfrom = \"runseal@lab.example\"\nlanguage = \"lv\"\n"
      "to_connection_worse = [\"it@lab.example\"]\n",
      "site = \"Rīga\"\n[console]\naddress = \"https://runseal.lab.example:7443\"\n");
  became_worse("smb://nas01/runs");
  look();
  ASSERT_EQ(mails().size(), 1U);
  EXPECT_EQ(mails()[0].subject, "[runseal Rīga] Savienojums smb://nas01/runs kļuvis sliktāks");
  EXPECT_THAT(mails()[0].text, HasSubstr("https://runseal.lab.example:7443"));
}

TEST_F(MailerTest, NoMailHasAPlaceThatIsNotFilled) {
  for (const auto* language : {"en", "lv"}) {
    base::MailConfig config;
    config.language = language;
    config.console = "https://runseal.lab.example:7443";
    const Json params{{"endpoint", "e"}, {"run", "r"},      {"account", "a"}, {"wrong", "5"},    {"from", "f"},
                      {"until", "u"},    {"schedule", "s"}, {"subject", "x"}, {"problems", "3"}, {"free", "1 GiB"}};
    std::vector<model::MailAlert> all;
    for (const auto& key : notice::phrase_keys(language))
      if (key.starts_with("mail.") && key.ends_with("-next")) {
        all.push_back({key, model::AlertKind::ends_soon, "2026-03-01T08:00:00.000Z", params});
        all.back().params["phrase"] = key.substr(5, key.size() - 10);
      }
    EXPECT_EQ(all.size(), 11U);
    const auto words = text_of(all, config, "");
    ASSERT_TRUE(words) << words.error().describe();
    EXPECT_THAT(words->text + words->subject, AllOf(Not(HasSubstr("{")), Not(HasSubstr("}"))));
  }
}

TEST_F(MailerTest, AWrongAddressOrNoServerIsSaid) {
  EXPECT_EQ(send_test_mail(directory, "it@lab.example\r\nRCPT TO:<x@y>").error().code, ErrorCode::usage);
  configure("");
  EXPECT_EQ(send_test_mail(directory, "it@lab.example").error().code, ErrorCode::conflict);
  for (const auto* wrong :
       {"server = \"x\"\n", "from = \"nobody\"\n", "security = \"none\"\n", "to_disk_full = [\"x\"]\n",
        "gather_minutes = 0\n", "language = \"de\"\n", "to_everything = [\"a@b\"]\n"}) {
    configure(wrong);
    EXPECT_FALSE(base::load_mail_config(base::real_files(), folder / "data/runseal.toml")) << wrong;
  }
}

}  // namespace
}  // namespace runseal::service
