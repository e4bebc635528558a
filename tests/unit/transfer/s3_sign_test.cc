#include <gtest/gtest.h>

#include "transfer/sinks/s3_sign.h"

namespace runseal::transfer {
namespace {

// The examples of the S3 API's description of Signature Version 4 (header-based), with Amazon's own keys and answers.
const S3Credentials example{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}};
const std::string of_nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string signature_of(S3ToSign request) {
  request.headers["host"] = "examplebucket.s3.amazonaws.com";
  s3_sign(request, example, "us-east-1", *base::parse_instant("2013-05-24T00:00:00Z"));
  const auto& all = request.headers.at("authorization");
  return all.substr(all.find("Signature=") + 10);
}

TEST(S3Sign, AgreesWithAmazonsExamples) {
  EXPECT_EQ(signature_of({"GET", "/test.txt", "", {{"range", "bytes=0-9"}, {"x-amz-content-sha256", of_nothing}}}),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  EXPECT_EQ(
      signature_of({"PUT",
                    "/test%24file.text",
                    "",
                    {{"date", "Fri, 24 May 2013 00:00:00 GMT"},
                     {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                     {"x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"}}}),
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  EXPECT_EQ(signature_of({"GET", "/", "lifecycle=", {{"x-amz-content-sha256", of_nothing}}}),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  EXPECT_EQ(signature_of({"GET", "/", "max-keys=2&prefix=J", {{"x-amz-content-sha256", of_nothing}}}),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

}  // namespace
}  // namespace runseal::transfer
