// The form, read back with the programs that its readers have: poppler's and qpdf.
#include "notice/reply_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "base/text.h"
#include "notice/phrases.h"
#include "notice/reply_form.h"
#include "support/temporary.h"
#include "unit/notice/reply_sample.h"

namespace runseal::notice {
namespace {

using model::AnswerValue;
using model::ReplyRole;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ReplyPdf : public testing::Test {
 protected:
  std::string file(const Bytes& pdf) {
    test::write_file(folder_ / "reply.pdf", base::as_text(pdf));
    return (folder_ / "reply.pdf").string();
  }
  // As it stands on the page: what is side by side stays in one line, blanks made single.
  std::string laid_out(const Bytes& pdf) {
    return std::regex_replace(tool("pdftotext", {"-layout", file(pdf), "-"}), std::regex(" +"), " ");
  }
  // In the order of the content, on one line: how a screen reader and copying go; wrapped text is whole again.
  std::string flowing(const Bytes& pdf) {
    return std::regex_replace(tool("pdftotext", {"-raw", file(pdf), "-"}), std::regex("[ \n\f]+"), " ");
  }
  std::size_t pages(const Bytes& pdf) {
    std::smatch found;
    const auto info = tool("pdfinfo", {file(pdf)});
    return std::regex_search(info, found, std::regex("Pages: +([0-9]+)")) ? std::stoul(found[1]) : 0;
  }
  std::string page(const Bytes& pdf, std::size_t number) {
    const auto n = std::to_string(number);
    return tool("pdftotext", {"-raw", "-f", n, "-l", n, file(pdf), "-"});
  }

  test::TemporaryFolder folder_;
};

Bytes made(const model::Reply& reply) {
  auto pdf = reply_pdf(reply);
  EXPECT_TRUE(pdf) << pdf.error().describe();
  return pdf.value_or(Bytes{});
}

TEST_F(ReplyPdf, GivesBackTheLatvianTextLetterForLetter) {
  auto reply = sample_reply("lv");
  sign(reply);
  const auto text = laid_out(made(reply));
  for (const auto* line :
       {"Pārbaudes veidlapa\n", "\nAtsauces numurs FSN2024-1562, M-AMR-01357\n", "\nIzdevējs Illumina, Inc.\n",
        "\nNosaukums Steidzams operatīvais drošuma paziņojums\n", "\nVeidlapu nosūtīt uz returns@publisher.example\n",
        "\nOrganizācija Rīgas Austrumu klīniskā universitātes slimnīca\n", "\nVārds, uzvārds Ņina Šķēle-Žīgure\n",
        "\nAmats Laboratorijas kvalitātes vadītāja\n", "\nDatums 09.MAI.2024\n", "\n Klienta atbildes\n",
        "\n Izplatītāja vai importētāja atbildes ☒ Nav attiecināms\n",
        "\nParakstītāja vārds, uzvārds Ņina Šķēle-Žīgure\n", "\nParakstīšanas laiks 09.MAI.2024 07:31 UTC\n",
        "\nParaksta nozīme Apstiprinu, ka atbildes ir patiesas\n", "reply-FSN2024-1562-1 1. lpp. no 2\n",
        "Pielikums: mērījumu rezultāti\n"})
    EXPECT_THAT(text, HasSubstr(line));
}

TEST_F(ReplyPdf, GivesBackEveryLatvianLetterInNormalAndBoldType) {
  auto reply = sample_reply("lv");
  reply.organisation = "āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ";  // bold
  reply.person = "ĀČĒĢĪĶĻŅŠŪŽ āčēģīķļņšūž";
  EXPECT_THAT(laid_out(made(reply)), AllOf(HasSubstr("Organizācija āčēģīķļņšūž ĀČĒĢĪĶĻŅŠŪŽ\n"),
                                           HasSubstr("Vārds, uzvārds ĀČĒĢĪĶĻŅŠŪŽ āčēģīķļņšūž\n")));
}

TEST_F(ReplyPdf, TicksExactlyTheAnswerGivenBesideItsQuestion) {
  const auto text = laid_out(made(sample_reply("lv")));
  EXPECT_THAT(text, HasSubstr(" Jautājums par saņemšanu ☒ Jā ☐ Nē\n pierādījumi 12, 15\n"));
  EXPECT_THAT(text, HasSubstr(" Jautājums par lietotājiem ☐ Jā ☒ Nē\n"
                              " Trūkst: nav ieraksta par lietotāju informēšanu pierādījumi 17\n"));
  EXPECT_THAT(text, HasSubstr("vadlīnijas ir lejupielādētas un izlasītas. ☐ Jā ☐ Nē\n nav atbildēts\n"));
}

TEST_F(ReplyPdf, AsksWhatThePublisherAskedInTheNoticesOwnWordsAndElseInOurs) {
  auto reply = sample_reply("en");
  reply.answers[0].label = "Words of the notice";
  reply.answers[1].label = "";
  EXPECT_THAT(flowing(made(reply)),
              AllOf(HasSubstr("Words of the notice"),
                    HasSubstr(label_for("en", model::Ask::users_informed, ReplyRole::customer)),
                    Not(HasSubstr(label_for("en", model::Ask::notice_received, ReplyRole::customer)))));
}

TEST_F(ReplyPdf, ShowsAReasonOnlyWhereTheAnswerIsNotYes) {
  auto reply = sample_reply("en");
  reply.answers[0].missing = "stale reason";
  reply.answers[2].missing = "nobody attached the guidance";
  EXPECT_THAT(flowing(made(reply)),
              AllOf(Not(HasSubstr("stale reason")), HasSubstr("Missing: nobody attached the guidance")));
}

TEST_F(ReplyPdf, OfADistributorAnswersThatPartWithItsDateAndLeavesTheCustomersPartOut) {
  const auto text = laid_out(made(sample_reply("lv", ReplyRole::distributor)));
  EXPECT_THAT(text, HasSubstr("\nIzplatītājs vai importētājs Rīgas Austrumu"));
  EXPECT_THAT(text, HasSubstr("\n Klienta atbildes ☒ Nav attiecināms\n"));
  EXPECT_THAT(text, HasSubstr("\n Izplatītāja vai importētāja atbildes ☐ Nav attiecināms\n"));
  EXPECT_THAT(text, HasSubstr(" Apzinātie klienti par to ir informēti. ☒ Jā ☐ Nē\n Datums: 03.JŪN.2024\n"
                              " pierādījumi 22, 23, 24\n"));
}

TEST_F(ReplyPdf, NeverAnswersAQuestionItDoesNotKnow) {
  auto reply = sample_reply("en");
  reply.answers.push_back(sample_answer(model::FormPart::customer, model::Ask::other, model::FieldKind::text,
                                        "Number of runs affected", AnswerValue::unanswered));
  EXPECT_THAT(flowing(made(reply)), HasSubstr("Number of runs affected runseal does not answer this question; answer "
                                              "it by hand. not answered"));
}

TEST_F(ReplyPdf, ShowsEachConnectionWithItsGradesInWords) {
  const auto text = laid_out(made(sample_reply("lv")));
  EXPECT_THAT(text, HasSubstr("Skartās ierīces: 2 · Daļēja atbilstība: 1 · Nav skartas: 3\n"));
  EXPECT_THAT(text, HasSubstr(" smb://nas01.lab.example/runs 09.MAI.2024 07:05 nodrošināta nodrošināta nodrošināta\n"));
  EXPECT_THAT(text, HasSubstr(" smb://nas02/archive 08.MAI.2024 22:41 neobligāta nav nezināma\n (novecojis)\n"));
  EXPECT_THAT(text, HasSubstr(" smb://dragen/staging nav mērīts nezināma nezināma nezināma\n"));
  EXPECT_THAT(text, HasSubstr(" qvnXFGvLjTcMvJhWrD4mJSO2mJxKy6fYqD5yV8n6kq4=\n"));
}

TEST_F(ReplyPdf, CallsADeviceSecureOnlyWhenTheCaseDoes) {
  auto reply = sample_reply("en");
  reply.devices = {sample_device(1)};
  EXPECT_THAT(flowing(made(reply)), HasSubstr("secure as measured"));
  reply.devices[0].secure = false;  // all grades are good, but for example too old
  EXPECT_THAT(flowing(made(reply)), AllOf(HasSubstr("not shown to be secure"), Not(HasSubstr("secure as measured"))));
  reply.devices[0].exception = {"2026-12-31", "A. B.", "behind a gateway"};
  EXPECT_THAT(flowing(made(reply)),
              AllOf(HasSubstr("not secure; exception in force"),
                    HasSubstr("Exception: until 31.DEC.2026, signed by A. B.: behind a gateway")));
  reply.language = "lv";
  EXPECT_THAT(flowing(made(reply)),
              AllOf(HasSubstr("Izņēmums: līdz 31.DEC.2026, parakstījis(-usi) A. B.: behind a gateway"),
                    Not(HasSubstr("until")), Not(HasSubstr("signed by"))));
}

TEST_F(ReplyPdf, ANearMissIsSaidToBeOpenUntilSomebodyStatesWhatItsLabelSays) {
  auto reply = sample_reply("en");
  EXPECT_THAT(flowing(made(reply)), AllOf(HasSubstr("Near misses: 1"), HasSubstr("REF 20014053"),
                                          HasSubstr("not settled: nobody has stated what its label says")));
  auto& device = reply.near_misses[0];
  device.settled_by = "A. B.";
  device.settled_on = "2024-05-09";
  device.note = "REF 20014053, research use only";
  EXPECT_THAT(flowing(made(reply)),
              HasSubstr("not affected, as A. B. stated on 09.MAY.2024: REF 20014053, research use only"));
}

TEST_F(ReplyPdf, ADateStandsOnOneLineWhereverTheLineEnds) {
  auto reply = sample_reply("en");
  auto& device = reply.near_misses[0];
  device.settled_on = "2024-05-09";
  for (std::size_t letters = 1; letters < 60; letters += 2) {
    device.settled_by = std::string(letters, 'n');
    EXPECT_TRUE(page(made(reply), 2).contains("09.MAY.2024:")) << letters;
  }
}

TEST_F(ReplyPdf, WhatAPersonWroteIsNeverTakenForAPlaceToFillIn) {
  auto reply = sample_reply("en");
  auto& device = reply.near_misses[0];
  device.settled_by = "{note}";
  device.settled_on = "2024-05-09";
  device.note = "{by}";
  EXPECT_THAT(flowing(made(reply)), HasSubstr("not affected, as {note} stated on 09.MAY.2024: {by}"));
}

TEST_F(ReplyPdf, SaysThatADeviceWithoutConnectionsWasNotMeasured) {
  auto reply = sample_reply("en");
  reply.devices[0].connections.clear();
  reply.devices[0].secure = false;
  EXPECT_THAT(flowing(made(reply)), HasSubstr("No connection of this device is recorded"));
}

TEST_F(ReplyPdf, KeepsTheAnnexOfTwelveDevicesOnOnePage) {
  auto reply = sample_reply("lv");
  sign(reply);
  reply.devices.clear();
  for (int i = 1; i <= 11; ++i) reply.devices.push_back(sample_device(i));
  EXPECT_EQ(pages(made(reply)), 2U) << "eleven and a near miss";
  reply.near_misses.clear();
  reply.devices.push_back(sample_device(12));
  const auto pdf = made(reply);
  EXPECT_EQ(pages(pdf), 2U);
  EXPECT_THAT(page(pdf, 2), AllOf(HasSubstr("NDX550101"), HasSubstr("NDX550112"), HasSubstr("evidence prove")));
}

TEST_F(ReplyPdf, GoesOnOverFurtherPagesAndLeavesNoDeviceOut) {
  auto reply = sample_reply("en");
  reply.devices.clear();
  for (int i = 1; i <= 90; ++i) reply.devices.push_back(sample_device(i));
  const auto pdf = made(reply);
  ASSERT_GT(pages(pdf), 5U);
  const auto text = flowing(pdf);
  for (int i = 1; i <= 90; ++i) EXPECT_THAT(text, HasSubstr("SN NDX550" + std::to_string(100 + i) + " "));
  for (std::size_t i = 1; i <= pages(pdf); ++i) {
    EXPECT_THAT(page(pdf, i), HasSubstr("Page " + std::to_string(i) + " of " + std::to_string(pages(pdf))));
    if (i > 1 && i < pages(pdf)) {
      EXPECT_THAT(page(pdf, i), HasSubstr("Confidentiality"));  // the column heads again
    }
  }
}

TEST_F(ReplyPdf, MarksADraftOnEveryPageAndNothingElse) {
  for (const std::string language : {"lv", "en"}) {
    auto reply = sample_reply(language);
    for (int i = 3; i <= 30; ++i) reply.devices.push_back(sample_device(i));
    const auto word = phrase(language, "form.draft").value();
    EXPECT_THAT(flowing(made(reply)), Not(HasSubstr(word)));
    reply.draft = true;
    const auto pdf = made(reply);
    ASSERT_GT(pages(pdf), 2U);
    std::string letters;  // of the watermark, one a line because it runs aslant
    for (const char c : word) letters += std::string(1, c) + "\n";
    for (std::size_t i = 1; i <= pages(pdf); ++i)
      EXPECT_THAT(page(pdf, i), AllOf(HasSubstr(letters), HasSubstr("\n" + word + " · "))) << i;
  }
}

TEST_F(ReplyPdf, EmbedsEveryFont) {
  auto reply = sample_reply("lv");
  reply.publisher = "Ελληνικά Українська";
  const auto fonts = base::lines(tool("pdffonts", {file(made(reply))})).size();
  EXPECT_GE(fonts, 5U);
  std::size_t embedded = 0;
  const auto listed = tool("pdffonts", {file(made(reply))});
  for (const auto line : base::lines(listed))
    if (std::regex_search(std::string(line), std::regex(" yes (yes|no) +(yes|no) +[0-9]+ +[0-9]+ *$"))) ++embedded;
  EXPECT_EQ(embedded, fonts - 2) << listed;  // all but the two lines of heading
}

TEST_F(ReplyPdf, HasNoFaultThatQpdfFinds) {
  for (const auto role : {ReplyRole::customer, ReplyRole::distributor})
    EXPECT_THAT(tool("qpdf", {"--check", file(made(sample_reply("lv", role)))}),
                HasSubstr("No syntax or stream encoding errors found"));
}

TEST_F(ReplyPdf, NamesItselfAndTheTimeItWasMadeNotTheTimeItWasPrinted) {
  const auto info = tool("pdfinfo", {"-isodates", file(made(sample_reply("lv")))});
  EXPECT_THAT(info, AllOf(HasSubstr("Pārbaudes veidlapa – FSN2024-1562"), HasSubstr("2024-05-09T07:30:00Z"),
                          HasSubstr("runseal 0.1.0"), HasSubstr("A4")));
}

TEST_F(ReplyPdf, GivesTheSameBytesForTheSameReply) {
  auto reply = sample_reply("lv");
  sign(reply);
  const auto first = made(reply);
  (void)made(sample_reply("en", ReplyRole::distributor));  // what was made before has no part in it
  EXPECT_EQ(first, made(reply));
  reply.person += ".";
  EXPECT_NE(first, made(reply));
}

}  // namespace
}  // namespace runseal::notice
