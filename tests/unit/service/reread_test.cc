// A letter that is read again: nothing is lost unseen, and what people said of another text counts no more.
#include "service/reread.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "unit/service/site.h"

namespace runseal::service {
namespace {

using model::CaseAction;
using model::ItemState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Reread : Site {
  // The real letter's stand-in, as its file's text is given.
  static Letter letter(const std::string& text) {
    const auto imported = notice::import_notice("letter.md", base::as_bytes(text));
    EXPECT_TRUE(imported);
    return {*imported, Bytes(base::as_bytes(text).begin(), base::as_bytes(text).end())};
  }
  static std::string text() { return test::read_file(test::source_file("demo/letter.md")); }

  Result<TakenIn> take(const Letter& letter, bool replace = false) {
    auto taken = take_in_notice(workspace, letter, "Anna", replace);
    notice = *notice_named(workspace, "FSN2024-1562");
    return taken;
  }
};

TEST_F(Reread, TheSameLetterLosesNothing) {
  const auto now = letter(text()).imported.notice;
  EXPECT_THAT(lost_in_reading(now, now), IsEmpty());
  EXPECT_THAT(lost_in_reading(notice, now), IsEmpty()) << "the built-in one";
}

TEST_F(Reread, EachThingLostIsNamed) {
  const auto before = letter(text()).imported.notice;
  auto now = before;
  now.products.erase(now.products.begin());
  now.products.back().name.value = "Another name";
  EXPECT_THAT(lost_in_reading(before, now), ElementsAre("the product " + before.products.front().name.value));
  now = before;
  auto& last = now.products.back();
  const auto number = last.catalogue_numbers.back().value;
  last.catalogue_numbers.pop_back();
  now.products.front().udi_di.reset();
  now.date.reset();
  now.publisher.reset();
  EXPECT_THAT(lost_in_reading(before, now), ElementsAre(HasSubstr("UDI-DI 0"), HasSubstr("catalogue number " + number),
                                                        "the date 2024-05-08", HasSubstr("the publisher ")));
}

TEST_F(Reread, AReadingThatLostAProductIsRefusedUnlessItIsWanted) {
  ASSERT_TRUE(take(letter(text())));
  auto poorer = letter(text());
  const auto lost = poorer.imported.notice.products.front().name.value;
  poorer.imported.notice.products.erase(poorer.imported.notice.products.begin());
  const auto refused = take(poorer);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().what, HasSubstr(lost));
  EXPECT_THAT(refused.error().next, HasSubstr("--replace"));
  EXPECT_EQ(notice.products.size(), 6U);
  EXPECT_EQ(take(poorer, true).error().where, "why");
  EXPECT_EQ(notice.products.size(), 6U);
  workspace.act_as({"anna", "", "the publisher took one back"});
  ASSERT_TRUE(take(poorer, true));
  EXPECT_EQ(notice.products.size(), 5U);
}

TEST_F(Reread, TheBuiltInNoticeIsNoLetterThatIsReplaced) {
  stated(CaseAction::notice_read);
  const auto first = take(letter(text()));
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->known_before);
  EXPECT_EQ(item(CaseAction::notice_read).state, ItemState::done) << "what was read is the letter that came";
  const auto again = take(letter(text()));
  EXPECT_TRUE(again->known_before);
  EXPECT_FALSE(again->other_text);
  EXPECT_EQ(item(CaseAction::notice_read).state, ItemState::done) << "the same text";
}

TEST_F(Reread, WhatWasSaidOfAnotherTextIsShownAndOpenUntilItIsSaidAgain) {
  stated(CaseAction::users_informed);
  ASSERT_TRUE(take(letter(text())));
  stated(CaseAction::notice_read);
  EXPECT_TRUE(take(letter(text() + "\nA later word.\n"))->other_text);
  for (const auto action : {CaseAction::notice_read, CaseAction::users_informed}) {
    const auto open = item(action);
    EXPECT_EQ(open.state, ItemState::open);
    EXPECT_THAT(open.detail, HasSubstr("Anna Bērziņa said so of another text of the letter, on 2026-03-01"));
  }
  stated(CaseAction::notice_read);
  EXPECT_EQ(item(CaseAction::notice_read).state, ItemState::done);
  ASSERT_TRUE(take(letter(text())));
  EXPECT_EQ(item(CaseAction::notice_read).state, ItemState::done) << "it was said of this text too";
  EXPECT_EQ(item(CaseAction::users_informed).state, ItemState::open);
}

TEST_F(Reread, AStatementNamesTheTextThatItIsAbout) {
  ASSERT_TRUE(take(letter(text())));
  stated(CaseAction::notice_read);
  const auto actions = store::actions_of(workspace.database(), notice.id);
  EXPECT_EQ(actions->back().record.about, base::sha256_hex(base::as_bytes(text())));
}

TEST_F(Reread, NobodyWasInformedBeforeTheLetterWasWritten) {
  const auto on = [&](CaseAction action, const std::string& day) {
    return state_action(workspace, notice, {action, "", "Anna", day, "", {}});
  };
  for (const auto action : {CaseAction::notice_read, CaseAction::users_informed, CaseAction::customers_informed}) {
    const auto refused = on(action, "2024-05-07");
    ASSERT_FALSE(refused) << base::name_of(action);
    EXPECT_THAT(refused.error().what, HasSubstr("2024-05-08"));
    EXPECT_TRUE(on(action, "2024-05-08"));
  }
  EXPECT_TRUE(on(CaseAction::customers_identified, "2024-05-07")) << "a list of customers may be older";
}

}  // namespace
}  // namespace runseal::service
