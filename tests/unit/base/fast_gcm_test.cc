// AES-GCM by libipsec-mb against OpenSSL's own, as a cipher and inside TLS.
#include "base/fast_gcm.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <thread>

#include "base/openssl_handle.h"
#include "base/random.h"
#include "base/tcp.h"
#include "base/tls.h"

namespace runseal::base {
namespace {

using Cipher = std::unique_ptr<EVP_CIPHER, FreeWith<EVP_CIPHER_free>>;
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;

struct Sealed {
  Bytes text;
  Bytes tag = Bytes(16);
};

// One of the two implementations, used as OpenSSL's record layer uses it.
struct Gcm {
  Cipher cipher;
  Bytes key;

  [[nodiscard]] Context begin(ByteView nonce, ByteView aad, bool seals) const {
    Context context(EVP_CIPHER_CTX_new());
    int length = 0;
    EXPECT_EQ(EVP_CipherInit_ex(context.get(), cipher.get(), nullptr, key.data(), nullptr, seals ? 1 : 0), 1);
    EXPECT_EQ(EVP_CipherInit_ex(context.get(), nullptr, nullptr, nullptr, nonce.data(), seals ? 1 : 0), 1);
    EXPECT_EQ(EVP_CipherUpdate(context.get(), nullptr, &length, aad.data(), static_cast<int>(aad.size())), 1);
    return context;
  }
  [[nodiscard]] Sealed seal(ByteView nonce, ByteView aad, ByteView text) const {
    const auto context = begin(nonce, aad, true);
    Sealed out{Bytes(text.size())};
    int length = 0;
    EXPECT_EQ(EVP_CipherUpdate(context.get(), out.text.data(), &length, text.data(), static_cast<int>(text.size())), 1);
    EXPECT_EQ(EVP_CipherFinal_ex(context.get(), out.text.data() + length, &length), 1);
    EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, 16, out.tag.data()), 1);
    return out;
  }
  [[nodiscard]] std::optional<Bytes> open(ByteView nonce, ByteView aad, Sealed sealed) const {
    const auto context = begin(nonce, aad, false);
    EXPECT_EQ(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 16, sealed.tag.data()), 1);
    int length = 0;
    auto* const bytes = sealed.text.data();  // in place, as TLS does
    if (EVP_CipherUpdate(context.get(), bytes, &length, bytes, static_cast<int>(sealed.text.size())) != 1) return {};
    if (EVP_CipherFinal_ex(context.get(), bytes + length, &length) != 1) return {};
    return sealed.text;
  }
};

class FastGcm : public testing::Test {
 protected:
  void SetUp() override {
    if (fast_gcm_library() == nullptr) GTEST_SKIP() << "this processor or build has none";
    fast.cipher.reset(EVP_CIPHER_fetch(fast_gcm_library(), "AES-128-GCM", "provider=runseal"));
    plain.cipher.reset(EVP_CIPHER_fetch(nullptr, "AES-128-GCM", nullptr));
    ASSERT_TRUE(fast.cipher && plain.cipher);
    use_key(random_bytes(16));
  }
  void use_key(const Bytes& key) { fast.key = plain.key = key; }

  Gcm fast;
  Gcm plain;
};

TEST_F(FastGcm, EachOpensWhatTheOtherSealed) {
  for (const std::size_t size : {1U, 15U, 16U, 17U, 63U, 64U, 100U, 255U, 1'000U, 16'384U, 16'385U, 100'003U}) {
    const auto text = random_bytes(size);
    const auto nonce = random_bytes(12);
    const auto aad = random_bytes(5 + size % 50);
    const auto by_fast = fast.seal(nonce, aad, text);
    const auto by_plain = plain.seal(nonce, aad, text);
    EXPECT_EQ(by_fast.text, by_plain.text) << size;
    EXPECT_EQ(by_fast.tag, by_plain.tag) << size;
    EXPECT_EQ(fast.open(nonce, aad, by_plain), text);
    EXPECT_EQ(plain.open(nonce, aad, by_fast), text);
  }
}

// Test case 4 of the submission of GCM to NIST (McGrew and Viega)
TEST_F(FastGcm, SealsAsItsAuthorsSay) {
  use_key(*from_hex("feffe9928665731c6d6a8f9467308308"));
  const auto sealed =
      fast.seal(*from_hex("cafebabefacedbaddecaf888"), *from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"),
                *from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                          "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
  EXPECT_EQ(to_hex(sealed.text),
            "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
            "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091");
  EXPECT_EQ(to_hex(sealed.tag), "5bc94fbc3221a5db94fae95ae7121a47");
}

TEST_F(FastGcm, AnyBitThatChangedIsFound) {
  const auto text = random_bytes(300);
  const auto nonce = random_bytes(12);
  const auto aad = random_bytes(5);
  const auto sealed = plain.seal(nonce, aad, text);
  const auto flipped = [](Bytes bytes, std::size_t bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    return bytes;
  };
  ASSERT_TRUE(fast.open(nonce, aad, sealed));
  for (std::size_t bit = 0; bit < 8 * sealed.text.size(); ++bit)
    EXPECT_FALSE(fast.open(nonce, aad, {flipped(sealed.text, bit), sealed.tag}));
  for (std::size_t bit = 0; bit < 8 * sealed.tag.size(); ++bit)
    EXPECT_FALSE(fast.open(nonce, aad, {sealed.text, flipped(sealed.tag, bit)}));
  for (std::size_t bit = 0; bit < 8 * aad.size(); ++bit) EXPECT_FALSE(fast.open(nonce, flipped(aad, bit), sealed));
  for (std::size_t bit = 0; bit < 8 * nonce.size(); ++bit) EXPECT_FALSE(fast.open(flipped(nonce, bit), aad, sealed));
}

TEST_F(FastGcm, NoNonceIsUsedTwice) {
  const auto text = random_bytes(16);
  auto context = fast.begin(random_bytes(12), random_bytes(5), true);
  Bytes out(16);
  int length = 0;
  EXPECT_EQ(EVP_CipherUpdate(context.get(), out.data(), &length, text.data(), 16), 1);
  EXPECT_NE(EVP_CipherUpdate(context.get(), out.data(), &length, text.data(), 16), 1);
}

struct Ends {
  AesGcm client;
  AesGcm server;
};
class TlsWithEitherGcm : public testing::TestWithParam<Ends> {};

TEST_P(TlsWithEitherGcm, TheOtherEndHearsWhatWasSaid) {
  const auto client_key = PrivateKey::generate();
  const auto server_key = PrivateKey::generate();
  const TlsIdentity client(client_key, "test/1", GetParam().client);
  const TlsIdentity server(server_key, "test/1", GetParam().server);
  constexpr std::chrono::seconds limit{20};
  const auto listener = tcp_listen({"127.0.0.1", 0});
  const auto said = random_bytes(3'000'001);
  Bytes heard(said.size());
  std::thread serving([&] {
    std::string from;
    auto socket = tcp_accept(*listener, limit, from);
    auto tls = TlsConnection::accept(*std::move(socket), server, limit);
    ASSERT_TRUE(tls) << tls.error().describe();
    EXPECT_EQ(tls->peer(), client_key.public_key());
    ASSERT_TRUE(tls->read(heard));
    ASSERT_TRUE(tls->write(heard));
    ASSERT_TRUE(tls->flush());
  });
  auto socket = tcp_connect({"127.0.0.1", tcp_port(*listener)}, limit);
  auto tls = TlsConnection::connect(*std::move(socket), client, server_key.public_key(), limit);
  EXPECT_TRUE(tls) << tls.error().describe();
  Bytes came_back(said.size());
  EXPECT_TRUE(tls && tls->write(said) && tls->flush() && tls->read(came_back));
  serving.join();
  EXPECT_EQ(heard, said);
  EXPECT_EQ(came_back, said);
}

INSTANTIATE_TEST_SUITE_P(All, TlsWithEitherGcm,
                         testing::Values(Ends{AesGcm::fastest, AesGcm::fastest}, Ends{AesGcm::fastest, AesGcm::openssl},
                                         Ends{AesGcm::openssl, AesGcm::fastest},
                                         Ends{AesGcm::openssl, AesGcm::openssl}));

}  // namespace
}  // namespace runseal::base
