#include "notice/phrases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "notice/reply_form.h"
#include "support/temporary.h"

namespace runseal::notice {
namespace {

TEST(Phrases, EveryLanguageOfTheLocaleFolderIsInTheProgram) {
  std::vector<std::string> files;
  for (const auto& file : std::filesystem::directory_iterator(test::source_file("locale")))
    files.push_back(file.path().stem());
  EXPECT_THAT(languages(), testing::UnorderedElementsAreArray(files));
  EXPECT_THAT(languages(), testing::IsSupersetOf({"en", "lv"}));
}

TEST(Phrases, EveryKeyStandsInEveryLanguageAndSaysSomething) {
  const auto english = phrase_keys("en");
  EXPECT_GT(english.size(), 50U);
  for (const auto& language : languages()) {
    EXPECT_THAT(phrase_keys(language), testing::ElementsAreArray(english)) << language;
    for (const auto& key : english) EXPECT_NE(phrase(language, key).value(), "") << language << " " << key;
  }
}

TEST(Phrases, APlaceholderOfOneLanguageStandsInTheOthersToo) {
  for (const auto& language : languages())
    for (const auto& key : phrase_keys("en"))
      for (const auto* placeholder : {"{page}", "{pages}", "{version}"})
        EXPECT_EQ(phrase("en", key)->contains(placeholder), phrase(language, key)->contains(placeholder))
            << language << " " << key;
}

TEST(Phrases, LatvianKeepsItsLetters) {
  EXPECT_EQ(phrase("lv", "form.title").value(), "Pārbaudes veidlapa");
  EXPECT_EQ(phrase("lv", "answer.yes").value(), "Jā");
  EXPECT_EQ(phrase("LV-lv", "answer.no").value(), "Nē");
}

TEST(Phrases, AnUnknownLanguageOrKeyIsAnErrorAndNeverEmptyText) {
  const auto unspoken = phrase("tlh", "form.title");
  ASSERT_FALSE(unspoken);
  EXPECT_EQ(unspoken.error().code, ErrorCode::not_found);
  EXPECT_THAT(unspoken.error().next, testing::HasSubstr("en, lv"));
  EXPECT_EQ(phrase("", "form.title").error().code, ErrorCode::not_found);
  EXPECT_EQ(phrase("en", "form.nothing").error().code, ErrorCode::internal);
}

TEST(LabelFor, HasItsOwnWordsForEveryQuestionInEveryLanguage) {
  for (const auto& language : languages()) {
    std::set<std::string> seen;
    for (const auto& [ask, name] : base::EnumNames<model::Ask>::table) {
      const auto words = label_for(language, ask, model::ReplyRole::customer);
      EXPECT_NE(words, name);
      EXPECT_TRUE(seen.insert(words).second) << language << ": two questions say \"" << words << "\"";
    }
  }
}

TEST(LabelFor, NamesADistributorAsOne) {
  EXPECT_EQ(label_for("lv", model::Ask::organisation, model::ReplyRole::customer), "Organizācija");
  EXPECT_EQ(label_for("lv", model::Ask::organisation, model::ReplyRole::distributor), "Izplatītājs vai importētājs");
}

TEST(LabelFor, FallsBackToEnglishForALanguageWithoutWords) {
  EXPECT_EQ(label_for("fi", model::Ask::organisation, model::ReplyRole::customer), "Organisation");
}

}  // namespace
}  // namespace runseal::notice
