#include "base/mac.h"

#include <gtest/gtest.h>

namespace runseal::base {
namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

TEST(Mac, HmacAgreesWithRfc2202AndRfc4231) {
  EXPECT_EQ(to_hex(hmac_md5(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "750c783e6ab0b503eaa86e310a5db738");
  EXPECT_EQ(to_hex(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Mac, CmacAgreesWithRfc4493) {
  const auto key = hex("2b7e151628aed2a6abf7158809cf4f3c");
  EXPECT_EQ(to_hex(aes_128_cmac(key, {})), "bb1d6929e95937287fa37d129b756746");
  EXPECT_EQ(to_hex(aes_128_cmac(key, hex("6bc1bee22e409f96e93d7e117393172a"))), "070a16b46b4d4144f79bdd9dd04a287c");
}

TEST(Mac, GmacAgreesWithTheGcmSpecificationWithoutPlaintext) {  // McGrew and Viega, test case 1
  EXPECT_EQ(to_hex(aes_128_gmac(Bytes(16), Bytes(12), {})), "58e2fccefa7e3061367f1d57a4e7455a");
}

TEST(Mac, Sha512AgreesWithFips180) {
  EXPECT_EQ(to_hex(sha512(as_bytes("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

}  // namespace
}  // namespace runseal::base
