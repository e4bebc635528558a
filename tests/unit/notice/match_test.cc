#include "notice/match.h"

#include <gtest/gtest.h>

#include "notice/builtin.h"

namespace runseal::notice {
namespace {

using model::MatchVerdict;

model::Match match(const std::string& name, const std::string& catalogue, const std::string& udi = "",
                   model::Role role = model::Role::sequencer) {
  model::Device device;
  device.id = "x";
  device.name = name;
  device.catalogue_number = catalogue;
  device.udi_di = udi;
  device.role = role;
  return match_device(builtin_notices().front(), device);
}

TEST(Match, ACatalogueNumberInAnySpellingIsAffected) {
  for (const auto* number : {"DX-410-1001", "dx410 1001", "15036706", "0015036706", "1503 6706"}) {
    const auto result = match("whatever", number);
    EXPECT_EQ(result.verdict, MatchVerdict::affected) << number;
    EXPECT_EQ(result.product, "MiSeq Dx Instrument");
  }
}

TEST(Match, AUdiDiOfTwelveToFourteenDigitsIsAffected) {
  for (const auto* udi : {"00816270020125", "0816270020125", "816270020125"}) {
    const auto result = match("", "", udi);
    EXPECT_EQ(result.verdict, MatchVerdict::affected) << udi;
    EXPECT_EQ(result.product, "NextSeq 550Dx Instrument");
  }
}

TEST(Match, AContradictingNumberIsStillAffectedAndSaidSo) {
  const auto udi_differs = match("MiSeqDx", "15036706", "00816270020125");
  EXPECT_EQ(udi_differs.verdict, MatchVerdict::affected);
  EXPECT_NE(udi_differs.reason.find("differs"), std::string::npos) << udi_differs.reason;
  const auto catalogue_differs = match("MiSeqDx", "999999", "00816270020002");
  EXPECT_EQ(catalogue_differs.verdict, MatchVerdict::affected);
  EXPECT_NE(catalogue_differs.reason.find("differs"), std::string::npos) << catalogue_differs.reason;
}

TEST(Match, ANameWithAnotherNumberIsANearMiss) {
  const auto result = match("MiSeqDx", "20014053");
  EXPECT_EQ(result.verdict, MatchVerdict::near_miss);
  EXPECT_EQ(result.product, "MiSeq Dx Instrument");
  ASSERT_EQ(result.compared.size(), 3U);  // both catalogue numbers, and the name
  EXPECT_FALSE(result.compared[0].equal);
  EXPECT_FALSE(result.compared[1].equal);
  EXPECT_TRUE(result.compared[2].equal);
}

TEST(Match, NamesCompareWithoutMarksSpacesHyphensAndTheMakersName) {
  for (const auto* name :
       {"NextSeq 550Dx", "nextseq™ 550-dx", "Illumina NextSeq 550Dx Instrument", "NextSeq 550Dx (2nd floor)"})
    EXPECT_EQ(match(name, "1").verdict, MatchVerdict::near_miss) << name;
  EXPECT_EQ(match("DRAGEN Server v4", "1").product, "Illumina DRAGEN Server v4");
}

TEST(Match, ADeviceWithoutNumbersIsNeverCalledNotAffected) {
  EXPECT_EQ(match("Our blue box", "").verdict, MatchVerdict::near_miss);
  EXPECT_EQ(match("Our blue box", "", "", model::Role::other).verdict, MatchVerdict::near_miss);
  EXPECT_EQ(match("NAS", "", "", model::Role::storage).verdict, MatchVerdict::not_affected);
  EXPECT_EQ(match("NovaSeq 6000Dx", "", "", model::Role::storage).verdict, MatchVerdict::near_miss);
}

TEST(Match, NotAffectedShowsEverythingThatWasCompared) {
  const auto result = match("NextSeq 2000", "20038897", "04750012345670");
  EXPECT_EQ(result.verdict, MatchVerdict::not_affected);
  EXPECT_EQ(result.compared.size(), 7U + 3U + 6U);  // seven catalogue numbers, three UDI-DIs, six names
  for (const auto& row : result.compared) EXPECT_FALSE(row.equal);
}

TEST(Match, ARelatedNameWithAnotherNumberIsNotAffected) {
  EXPECT_EQ(match("NextSeq 550", "SY-415-1002").verdict, MatchVerdict::not_affected);
}

}  // namespace
}  // namespace runseal::notice
