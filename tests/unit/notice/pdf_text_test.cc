#include "notice/pdf_text.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temporary.h"

namespace runseal::notice {
namespace {

// A program that stands in for pdftotext and misbehaves as a hostile PDF would make it.
class PdfText : public testing::Test {
 protected:
  Result<std::string> with(const std::string& script) {
    const auto path = folder_ / "pdftotext";
    test::write_file(path, "#!/bin/sh\n" + script + "\n");
    ::chmod(path.c_str(), 0700);
    limits_.program = path.string();
    return pdf_text(base::as_bytes("%PDF-1.7 hostile"), limits_);
  }

  test::TemporaryFolder folder_;
  PdfLimits limits_{"", std::chrono::milliseconds(2000), 1U << 30U, 100'000};
};

TEST_F(PdfText, EndsAProgramThatNeverEnds) { EXPECT_EQ(with("while :; do :; done").error().code, ErrorCode::timeout); }

TEST_F(PdfText, EndsAProgramThatPrintsWithoutEnd) { EXPECT_EQ(with("exec yes letter").error().code, ErrorCode::limit); }

TEST_F(PdfText, LimitsTheMemoryOfTheProgram) {
  limits_.memory = 64U << 20U;
  limits_.time = std::chrono::milliseconds(20'000);
  EXPECT_FALSE(with("exec tail -c 500000000 /dev/zero"));
}

TEST_F(PdfText, SaysThatTheProgramIsMissing) {
  limits_.program = (folder_ / "no-such-program").string();
  EXPECT_EQ(pdf_text(base::as_bytes("%PDF-1.7"), limits_).error().code, ErrorCode::unavailable);
}

TEST_F(PdfText, SaysThatThereIsNoTextInAPicture) {
  const auto text = with("printf '\\f\\n \\f'");
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().what.find("picture"), std::string::npos);
}

TEST_F(PdfText, RefusesWhatPdftotextCannotRead) {
  EXPECT_EQ(pdf_text(base::as_bytes("%PDF-1.7\n%broken")).error().code, ErrorCode::invalid);
  EXPECT_EQ(with("printf '\\377\\376'").error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::notice
