#include "notice/pdf_picture.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/text.h"
#include "notice/reply_pdf.h"
#include "support/temporary.h"
#include "unit/notice/reply_sample.h"

namespace runseal::notice {
namespace {

// A program that stands in for pdftoppm and misbehaves.
class PdfPicture : public testing::Test {
 protected:
  ErrorCode with(const std::string& script) {
    const auto path = folder_ / "pdftoppm";
    test::write_file(path, "#!/bin/sh\n" + script + "\n");
    ::chmod(path.c_str(), 0700);
    const PdfLimits limits{path.string(), std::chrono::milliseconds(500), 1U << 30U, 100'000};
    const auto picture = pdf_picture(base::as_bytes("%PDF-1.7 hostile"), 1, 100, limits);
    return picture ? ErrorCode::internal : picture.error().code;
  }

  test::TemporaryFolder folder_;
};

TEST_F(PdfPicture, HasItsLimits) {
  EXPECT_EQ(with("while :; do :; done"), ErrorCode::timeout);
  EXPECT_EQ(with("exec yes picture"), ErrorCode::limit);
  EXPECT_EQ(with("echo no picture"), ErrorCode::invalid);
  EXPECT_EQ(with("exit 99"), ErrorCode::invalid);
}

TEST_F(PdfPicture, SaysThatTheProgramIsMissing) {
  const PdfLimits limits{(folder_ / "no-such-program").string()};
  EXPECT_EQ(pdf_picture(base::as_bytes("%PDF-1.7"), 1, 100, limits).error().code, ErrorCode::unavailable);
}

TEST_F(PdfPicture, DrawsThePageThatIsAskedForAndNoOther) {
  const auto pdf = reply_pdf(sample_reply("lv"));
  ASSERT_TRUE(pdf);
  const auto first = pdf_picture(*pdf, 1, 300);
  const auto second = pdf_picture(*pdf, 2, 300);
  ASSERT_TRUE(first) << first.error().describe();
  ASSERT_TRUE(second) << second.error().describe();
  EXPECT_NE(*first, *second);
  EXPECT_EQ(pdf_picture(*pdf, 99, 300).error().code, ErrorCode::invalid);
}

}  // namespace
}  // namespace runseal::notice
