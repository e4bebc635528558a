#include "base/mac.h"
#include "base/aes_ctr.h"
#include "base/aes_gcm.h"

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

TEST(AesCtr, AgreesWithSp80038a) {  // F.5.1 and F.5.5, the first two blocks and the first
  const auto counter = hex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");
  const auto text = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
  EXPECT_EQ(to_hex(aes_ctr(hex("2b7e151628aed2a6abf7158809cf4f3c"), counter, text)),
            "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff");
  const auto key = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
  EXPECT_EQ(to_hex(aes_ctr(key, counter, ByteView(text).first(16))), "601ec313775789a5b7a7f504bbf3d228");
}

// McGrew and Viega, test case 4: key, nonce, plain text and what is only authenticated
TEST(AesGcm, AgreesWithTheGcmSpecificationAndRefusesWhatWasChanged) {
  const auto key = hex("feffe9928665731c6d6a8f9467308308");
  const auto nonce = hex("cafebabefacedbaddecaf888");
  const auto beside = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const auto plain = hex(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657"
      "ba637b39");
  auto sealed = aes_gcm_seal(key, nonce, beside, plain);
  EXPECT_EQ(
      to_hex(sealed.text),
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac"
      "973d58e091");
  EXPECT_EQ(to_hex(sealed.tag), "5bc94fbc3221a5db94fae95ae7121a47");
  EXPECT_EQ(aes_gcm_open(key, nonce, beside, sealed.text, sealed.tag), plain);
  EXPECT_EQ(aes_gcm_open(key, nonce, {}, sealed.text, sealed.tag), std::nullopt);
  sealed.text[3] ^= 1U;
  EXPECT_EQ(aes_gcm_open(key, nonce, beside, sealed.text, sealed.tag), std::nullopt);
}

TEST(Mac, Sha512AgreesWithFips180) {
  EXPECT_EQ(to_hex(sha512(as_bytes("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

}  // namespace
}  // namespace runseal::base
