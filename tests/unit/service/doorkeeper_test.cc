#include "service/doorkeeper.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/password.h"
#include "base/totp.h"
#include "evidence/log.h"
#include "store/console_records.h"
#include "support/fake_clock.h"
#include "support/temporary.h"

namespace runseal::service {
namespace {

using enum model::AccountRole;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr const char* good = "pulksteņi zem galda";
constexpr const char* passphrase = "correct horse battery";

struct Door : testing::Test {
  test::TemporaryFolder folder;
  test::FakeClock clock{*base::parse_instant("2026-03-01T08:00:00Z")};
  Directory directory{folder / "data", clock};
  Hub hub;
  std::shared_ptr<Listener> listener = hub.listen();
  Doorkeeper door{directory, &hub, std::chrono::milliseconds(1)};
  From from{"192.0.2.7", "a browser"};

  void SetUp() override { make({"anna", "Anna Bērziņa", {administrator, quality}, good}); }
  void make(const NewAccount& wanted) {
    ASSERT_TRUE(directory.write<model::Account>(
        {"root", "", ""}, [&](Workspace& workspace) { return create_account(workspace, wanted); }));
  }
  // as set_password, with less work: tests try many
  void give_password(const std::string& name) {
    ASSERT_TRUE(directory.write<void>({"root", "", ""}, [&](Workspace& workspace) {
      return keep_password(workspace, name, *base::hash_password(good, {1024, 1}));
    }));
  }
  void change(const std::string& name, const AccountChange& wanted) {
    ASSERT_TRUE(directory.write<model::Account>(
        {"root", "", "a test"}, [&](Workspace& workspace) { return change_account(workspace, name, wanted); }));
  }
  SignedIn signed_in(const std::string& code = "") {
    auto made = door.sign_in("anna", good, code, from);
    EXPECT_TRUE(made) << made.error().describe();
    return made.value_or(SignedIn{});
  }
  bool comes_in(const std::string& password = good) { return door.sign_in("anna", password, "", from).has_value(); }
  std::vector<Json> entries(const std::string& what) {
    return *directory.read<std::vector<Json>>([&](Workspace& workspace) -> Result<std::vector<Json>> {
      std::vector<Json> found;
      const auto checkpoint = *workspace.checkpoint();
      for (std::uint64_t i = 0; i < checkpoint.size; ++i) {
        auto entry = *evidence::read_entry(workspace.files(), workspace.evidence_folder(), checkpoint, i);
        if (entry.at("data").value("what", "") == what) found.push_back(std::move(entry));
      }
      return found;
    });
  }
};

TEST_F(Door, ThePasswordLetsInAndTheCookieIsKnownAgain) {
  const auto made = signed_in();
  EXPECT_EQ(made.secret.size(), 64U);
  const auto caller = door.by_cookie(made.secret, from);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->account, "anna");
  EXPECT_TRUE(caller->may(Permission::sign));
  EXPECT_TRUE(door.check_csrf(*caller, made.session.csrf));
  EXPECT_FALSE(door.check_csrf(*caller, ""));
  EXPECT_FALSE(door.check_csrf(*caller, signed_in().session.csrf)) << "of another session";
  EXPECT_FALSE(door.by_cookie("", from));
  EXPECT_FALSE(door.by_cookie(std::string(64, '0'), from));
  EXPECT_FALSE(door.by_cookie(made.session.id, from));
}

TEST_F(Door, WhateverIsWrongIsRefusedInTheSameWords) {
  make({"gone", "Gone Person", {viewer}});
  give_password("gone");
  make({"fresh", "Fresh Person", {viewer}});
  change("gone", {.disabled = true});
  const auto unknown = door.sign_in("nobody", good, "", from);
  const auto wrong = door.sign_in("anna", "not the password", "", from);
  const auto disabled = door.sign_in("gone", good, "", from);
  const auto unset = door.sign_in("fresh", "", "", from);
  for (const auto* one : {&unknown, &wrong, &disabled, &unset}) {
    ASSERT_FALSE(*one);
    EXPECT_EQ(one->error().describe(), unknown.error().describe());
    EXPECT_EQ(one->error().code, ErrorCode::denied);
  }
}

TEST_F(Door, ARefusalTakesAMultipleOfAQuarterOfASecond) {
  Doorkeeper usual(directory);
  for (const char* name : {"anna", "nobody"}) {
    const auto began = std::chrono::steady_clock::now();
    EXPECT_FALSE(usual.sign_in(name, "not the password", "", from));
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
    EXPECT_LT(took.count() % 250, 60) << name << " " << took.count() << " ms";
  }
}

TEST_F(Door, FiveWrongOnesLockForAMinuteThenTwiceAsLong) {
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(comes_in("wrong wrong wrong"));
  EXPECT_FALSE(listener->next());
  EXPECT_FALSE(comes_in("wrong wrong wrong"));
  const auto alert = listener->next();
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->name, "alert");
  EXPECT_FALSE(comes_in()) << "locked for the right one too";
  clock.advance(seconds(59));
  EXPECT_FALSE(comes_in());
  clock.advance(seconds(2));
  EXPECT_FALSE(comes_in("wrong wrong wrong"));
  clock.advance(seconds(61));
  EXPECT_FALSE(comes_in()) << "now it is two minutes";
  clock.advance(seconds(60));
  EXPECT_TRUE(comes_in());
  EXPECT_EQ(entries("locked").size(), 1U) << "a series is recorded once";
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(comes_in("wrong wrong wrong"));
  EXPECT_EQ(entries("locked").size(), 2U) << "that was another series";
  EXPECT_EQ(entries("locked").back().at("data").at("from"), "192.0.2.7");
}

TEST_F(Door, ALockIsNeverLongerThanAnHourAndCannotBeKeptUpFromOutside) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(comes_in("wrong wrong wrong"));
  for (int i = 0; i < 8; ++i) {
    clock.advance(minutes(61));
    EXPECT_FALSE(comes_in("wrong wrong wrong"));
  }
  clock.advance(minutes(59));
  EXPECT_FALSE(comes_in("wrong wrong wrong")) << "does not count while it is locked";
  clock.advance(minutes(2));
  EXPECT_TRUE(comes_in());
}

TEST_F(Door, ManyGuessesAtOnceAreNoMoreThanFive) {
  std::vector<std::thread> threads;
  std::atomic<int> let_in = 0;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { let_in += comes_in("wrong wrong wrong") ? 1 : 0; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(let_in, 0);
  EXPECT_FALSE(comes_in());
  const auto account = directory.touch<model::Account>([](auto& database) { return account_named(database, "anna"); });
  EXPECT_EQ(account->failures, 5U);
}

TEST_F(Door, AStrangersGuessesKeepNeitherTheOwnersBrowserNorAnotherAddressOut) {
  give_password("anna");
  auto owner = from;
  owner.browser = signed_in().browser;
  ASSERT_EQ(owner.browser.size(), 64U);
  const From stranger{"203.0.113.9", "a script"};
  const auto lets_in = [&](const From& who, const std::string& password = good) {
    return door.sign_in("anna", password, "", who).has_value();
  };
  for (int i = 0; i < 60; ++i) {
    EXPECT_FALSE(lets_in(stranger, "wrong wrong wrong"));
    clock.advance(minutes(1));
  }
  EXPECT_FALSE(lets_in(stranger)) << "the right one too";
  EXPECT_TRUE(lets_in(owner));
  EXPECT_TRUE(lets_in({"192.0.2.99", "a new browser"}));
  EXPECT_FALSE(lets_in(stranger)) << "the owner's success ends the stranger's series";
  EXPECT_FALSE(lets_in({"203.0.113.9", "a script", std::string(64, 'a')})) << "a cookie that is made up";
  make({"mallory", "Mallory Person", {viewer}});
  give_password("mallory");
  const auto own = door.sign_in("mallory", good, "", {"203.0.113.10", ""});
  ASSERT_TRUE(own);
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(lets_in({"203.0.113.10", "", own->browser}, "wrong wrong wrong"));
  EXPECT_FALSE(lets_in({"203.0.113.10", "", own->browser})) << "somebody else's browser is a stranger's";
}

TEST_F(Door, ManyAddressesHaveNoMoreTriesThanTheirShareAndTheOwnersBrowserIsLetIn) {
  give_password("anna");
  auto owner = from;
  owner.browser = signed_in().browser;
  const auto guess = [&](int from_number) {
    return door.sign_in("anna", "wrong wrong wrong", "", {"198.51.100." + std::to_string(from_number), ""});
  };
  for (int i = 0; i < 25; ++i) EXPECT_FALSE(guess(i));
  EXPECT_FALSE(door.sign_in("anna", good, "", {"192.0.2.99", ""})) << "strangers wait now, wherever they are";
  EXPECT_TRUE(door.sign_in("anna", good, "", owner));
  ASSERT_EQ(entries("locked").size(), 1U);
  EXPECT_EQ(entries("locked").back().at("data").at("source"), "strangers");
  clock.advance(hours(2));
  EXPECT_TRUE(door.sign_in("anna", good, "", {"192.0.2.99", ""}));
  EXPECT_FALSE(guess(1)) << "the sum still stands: one more wrong one, and they wait again";
  EXPECT_FALSE(door.sign_in("anna", good, "", {"192.0.2.98", ""}));
  clock.advance(hours(25));
  EXPECT_FALSE(guess(1));
  EXPECT_TRUE(door.sign_in("anna", good, "", {"192.0.2.98", ""})) << "after a day without any, a new series";
}

TEST_F(Door, AddressesOfOneNetworkOfVersion6AreOnePlace) {
  give_password("anna");
  for (int i = 0; i < 5; ++i)
    EXPECT_FALSE(door.sign_in("anna", "wrong wrong wrong", "", {"2001:db8::" + std::to_string(i), ""}));
  EXPECT_FALSE(door.sign_in("anna", good, "", {"2001:db8::77", ""}));
  EXPECT_TRUE(door.sign_in("anna", good, "", {"2001:db8:0:1::77", ""}));
}

TEST_F(Door, AKnownBrowserHasNoMoreThanFiveTriesEither) {
  give_password("anna");
  auto owner = from;
  owner.browser = signed_in().browser;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(door.sign_in("anna", "wrong wrong wrong", "", owner));
  EXPECT_FALSE(door.sign_in("anna", good, "", owner));
  EXPECT_TRUE(door.sign_in("anna", good, "", {"192.0.2.99", ""})) << "the owner elsewhere";
  clock.advance(seconds(61));
  const auto again = door.sign_in("anna", good, "", owner);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->browser, owner.browser) << "it stays known by the same cookie";
  clock.advance(hours(24 * 366));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(door.sign_in("anna", "wrong wrong wrong", "", {from.peer, ""}));
  EXPECT_FALSE(door.sign_in("anna", good, "", owner)) << "a browser is forgotten after a year";
}

TEST_F(Door, WhoIsSignedInSignsWhateverStrangersDo) {
  give_password("anna");
  const auto made = signed_in();
  ASSERT_TRUE(door.make_signature(made.caller, "Vadītāja", passphrase));
  for (int i = 0; i < 30; ++i)
    EXPECT_FALSE(door.sign_in("anna", "wrong wrong wrong", "", {"198.51.100." + std::to_string(i), ""}));
  EXPECT_TRUE(door.signer_of(made.caller, passphrase));
}

TEST_F(Door, ALinkEndsEveryLock) {
  give_password("anna");
  for (int i = 0; i < 25; ++i)
    EXPECT_FALSE(door.sign_in("anna", "wrong wrong wrong", "", {"198.51.100." + std::to_string(i % 6), ""}));
  const auto link = door.make_link({"root", "", "locked out"}, "anna");
  ASSERT_TRUE(door.sign_in_by_link(link->secret, {"198.51.100.1", ""}));
  EXPECT_TRUE(door.sign_in("anna", good, "", {"198.51.100.1", ""}));
}

TEST_F(Door, APageThatAsksByItselfDoesNotKeepASessionOpen) {
  const auto made = signed_in();
  for (int i = 0; i < 5; ++i) {
    clock.advance(minutes(5));
    ASSERT_TRUE(door.by_cookie(made.secret, from)) << i;
  }
  EXPECT_EQ(door.time_left(made.caller), seconds(300));
  ASSERT_TRUE(door.is_here(made.caller));
  EXPECT_EQ(door.time_left(made.caller), minutes(30));
  clock.advance(minutes(31));
  EXPECT_FALSE(door.by_cookie(made.secret, from));
  EXPECT_FALSE(door.is_here(made.caller)) << "and being here does not bring it back";
  EXPECT_FALSE(door.by_cookie(made.secret, from));
}

TEST_F(Door, ASessionEndsWhenItIdlesAndAfterTwelveHours) {
  const auto made = signed_in();
  for (int i = 0; i < 24; ++i) {
    clock.advance(minutes(29));
    EXPECT_TRUE(door.by_cookie(made.secret, from)) << i;
    EXPECT_TRUE(door.is_here(made.caller)) << i;
  }
  EXPECT_LT(*door.time_left(made.caller), minutes(25));
  clock.advance(minutes(25));
  EXPECT_FALSE(door.by_cookie(made.secret, from)) << "twelve hours";
  const auto other = signed_in();
  clock.advance(minutes(31));
  EXPECT_FALSE(door.by_cookie(other.secret, from)) << "idle";
}

TEST_F(Door, ASessionThatWasEndedIsNotBroughtBackByBeingUsed) {
  const auto made = signed_in();
  clock.advance(minutes(5));
  ASSERT_TRUE(door.sign_out(made.caller));
  EXPECT_FALSE(door.by_cookie(made.secret, from));
  ASSERT_TRUE(directory.touch<void>([&](auto& database) { return store::touch_session(database, made.session); }));
  EXPECT_FALSE(door.by_cookie(made.secret, from));
}

TEST_F(Door, ALinkSignsInOnceWithinTenMinutes) {
  make({"fresh", "Fresh Person", {viewer}});
  const auto link = door.make_link({"anna", "console", "a new colleague"}, "fresh");
  ASSERT_TRUE(link);
  const auto made = door.sign_in_by_link(link->secret, from);
  ASSERT_TRUE(made) << made.error().describe();
  EXPECT_EQ(made->caller.account, "fresh");
  EXPECT_EQ(made->session.way, "link");
  EXPECT_FALSE(door.sign_in_by_link(link->secret, from)) << "replayed";
  const auto late = door.make_link({"anna", "console", "a new colleague"}, "fresh");
  clock.advance(minutes(11));
  EXPECT_FALSE(door.sign_in_by_link(late->secret, from));
}

TEST_F(Door, ALinkIsWorthNothingOnceTheAccountIsDisabled) {
  make({"fresh", "Fresh Person", {viewer}});
  const auto link = door.make_link({"anna", "console", "a new colleague"}, "fresh");
  change("fresh", {.disabled = true});
  EXPECT_FALSE(door.sign_in_by_link(link->secret, from));
  EXPECT_FALSE(door.make_link({"anna", "console", "a new colleague"}, "fresh"));
}

TEST_F(Door, AfterALinkAPasswordIsSetWithoutTheOldOneAndTheSessionIsRenewed) {
  make({"fresh", "Fresh Person", {viewer}});
  const auto made = door.sign_in_by_link(door.make_link({"anna", "console", "a new colleague"}, "fresh")->secret, from);
  const auto renewed = door.change_password(made->caller, std::nullopt, "another set of words", from);
  ASSERT_TRUE(renewed) << renewed.error().describe();
  EXPECT_FALSE(door.by_cookie(made->secret, from)) << "the old secret";
  EXPECT_TRUE(door.by_cookie(renewed->secret, from));
  EXPECT_FALSE(door.change_password(renewed->caller, std::nullopt, "yet another set of words", from));
  EXPECT_FALSE(door.change_password(renewed->caller, "not the old one", "yet another set of words", from));
  EXPECT_TRUE(door.change_password(renewed->caller, "another set of words", "yet another set of words", from));
}

TEST_F(Door, TheSecondFactorIsAskedForAfterThePasswordAndACodeIsGoodOnce) {
  const auto made = signed_in();
  const auto secret = door.offer_second_factor(made.caller);
  ASSERT_TRUE(secret);
  const auto code = [&] { return base::totp_code(*base::from_base32(*secret), base::totp_step(clock.now())); };
  EXPECT_FALSE(door.take_second_factor(made.caller, "000000", from));
  const auto renewed = door.take_second_factor(made.caller, code(), from);
  ASSERT_TRUE(renewed) << renewed.error().describe();
  EXPECT_FALSE(door.by_cookie(made.secret, from));
  EXPECT_FALSE(door.sign_in("anna", good, code(), from)) << "the code that set it up is used";
  clock.advance(seconds(30));
  const auto missing = door.sign_in("anna", good, "", from);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().where, second_factor_wanted);
  EXPECT_NE(door.sign_in("anna", "not the password", "", from).error().where, second_factor_wanted);
  EXPECT_EQ(signed_in(code()).session.way, "password+totp");
  EXPECT_FALSE(door.sign_in("anna", good, code(), from)) << "replayed";
  for (const auto& entry : entries("second factor")) EXPECT_EQ(entry.dump().find(*secret), std::string::npos);
  EXPECT_FALSE(door.drop_second_factor(renewed->caller, "not the password"));
  ASSERT_TRUE(door.drop_second_factor(renewed->caller, good));
  EXPECT_TRUE(comes_in());
}

TEST_F(Door, ATokenDoesNoMoreThanItsScopeAndItsOwnersRoles) {
  const std::string secret = "rs_" + std::string(64, 'a');
  model::ApiToken token{"t1", "anna", "reader", {Permission::view, Permission::administer}, "", "", ""};
  token.expires = base::format_instant(clock.now() + hours(1));
  ASSERT_TRUE(directory.write<void>({"anna", "console", ""}, [&](Workspace& workspace) -> Result<> {
    RUNSEAL_CHECK(workspace.record(Change{"account", "anna", Json::object(), [&](auto& database, const auto& entry) {
                                            return store::save_token(database, secret_hash(secret), token, entry);
                                          }}));
    return {};
  }));
  const auto caller = door.by_token(secret, from);
  ASSERT_TRUE(caller) << caller.error().describe();
  EXPECT_EQ(caller->permissions, (std::set{Permission::view, Permission::administer}));
  EXPECT_EQ(actor_of(*caller).via, "token reader");
  EXPECT_FALSE(door.signer_of(*caller, passphrase, "Anna Bērziņa")) << "not a token for signing";
  EXPECT_FALSE(door.change_password(*caller, good, "another set of words", from));
  make({"juris", "Juris Ozols", {administrator}});
  change("anna", {.roles = {{viewer}}});
  EXPECT_EQ(door.by_token(secret, from)->permissions, std::set{Permission::view});
  change("anna", {.disabled = true});
  EXPECT_FALSE(door.by_token(secret, from));
  change("anna", {.disabled = false});
  clock.advance(hours(1));
  EXPECT_FALSE(door.by_token(secret, from)) << "expired";
  EXPECT_FALSE(door.by_token("rs_", from));
}

TEST_F(Door, SigningNeedsThePassphraseEachTimeAndWrongOnesLock) {
  const auto made = signed_in();
  EXPECT_EQ(door.signer_of(made.caller, passphrase).error().code, ErrorCode::not_found);
  ASSERT_TRUE(door.make_signature(made.caller, "Vadītāja", passphrase));
  EXPECT_FALSE(door.make_signature(made.caller, "Vadītāja", passphrase)) << "one key a person";
  const auto signer = door.signer_of(made.caller, passphrase);
  ASSERT_TRUE(signer) << signer.error().describe();
  EXPECT_EQ(signer->person.name, "Anna Bērziņa");
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(door.signer_of(made.caller, "a wrong passphrase"));
  EXPECT_FALSE(door.signer_of(made.caller, passphrase)) << "locked";
  EXPECT_FALSE(comes_in()) << "and for signing in";
  EXPECT_EQ(entries("locked").size(), 1U);
  clock.advance(minutes(2));
  EXPECT_TRUE(door.signer_of(made.caller, passphrase));
}

TEST_F(Door, ATokenForSigningTakesTheNameAndThePassphraseEachTime) {
  ASSERT_TRUE(door.make_signature(signed_in().caller, "Vadītāja", passphrase));
  const std::string secret = "rs_" + std::string(64, 'b');
  const model::ApiToken token{
      "t2", "anna", "desk", {Permission::sign}, "", base::format_instant(clock.now() + hours(1)), ""};
  ASSERT_TRUE(directory.write<void>({"anna", "console", ""}, [&](Workspace& workspace) -> Result<> {
    RUNSEAL_CHECK(workspace.record(Change{"account", "anna", Json::object(), [&](auto& database, const auto& entry) {
                                            return store::save_token(database, secret_hash(secret), token, entry);
                                          }}));
    return {};
  }));
  const auto caller = door.by_token(secret, from);
  ASSERT_TRUE(caller);
  EXPECT_TRUE(door.signer_of(*caller, passphrase, "Anna Bērziņa"));
  for (const char* name : {"", "anna", "Juris Ozols"}) EXPECT_FALSE(door.signer_of(*caller, passphrase, name)) << name;
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(door.signer_of(*caller, "a wrong passphrase", "Anna Bērziņa"));
  EXPECT_FALSE(door.signer_of(*caller, passphrase, "Anna Bērziņa")) << "locked";
  EXPECT_TRUE(door.signer_of(signed_in().caller, passphrase)) << "and its owner is not";
  clock.advance(minutes(2));
  change("anna", {.roles = {{administrator}}});
  EXPECT_FALSE(door.signer_of(*door.by_token(secret, from), passphrase, "Anna Bērziņa")) << "no longer one who signs";
}

TEST_F(Door, AnIdentityProvidersSubjectSignsInWhoeverHasIt) {
  EXPECT_FALSE(door.sign_in_by_subject("https://id.example 42", from));
  EXPECT_FALSE(door.sign_in_by_subject("", from)) << "accounts without a subject";
  change("anna", {.subject = "https://id.example 42"});
  const auto made = door.sign_in_by_subject("https://id.example 42", from);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->caller.account, "anna");
  EXPECT_EQ(made->session.way, "oidc");
}

}  // namespace
}  // namespace runseal::service
