#include "proto/tls_hello.h"

#include <algorithm>

namespace runseal::proto {
namespace {

using base::Writer;

constexpr std::uint16_t signalling_renegotiation = 0x00ff;                                      // RFC 5746 3.3
constexpr std::uint16_t signature_schemes[] = {0x0403, 0x0503, 0x0603, 0x0807, 0x0808,          // ECDSA, Ed25519, Ed448
                                               0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b,  // RSA-PSS
                                               0x0401, 0x0501, 0x0601, 0x0301, 0x0303,          // RSA PKCS #1, SHA-224
                                               0x081a, 0x081b, 0x081c,  // ECDSA on brainpool curves (RFC 8734)
                                               0x0203, 0x0201, 0x0402, 0x0302, 0x0202};  // SHA-1, DSA

// A vector with its length before it, of so many bytes.
Writer& put_vector(Writer& out, std::size_t width, ByteView content) {
  for (std::size_t i = width; i-- > 0;) out.u8(static_cast<std::uint8_t>(content.size() >> (8 * i)));
  return out.bytes(content);
}

template <class Numbers>
Bytes numbers(const Numbers& list) {
  Writer out;
  for (const std::uint16_t number : list) out.be16(number);
  return std::move(out).take();
}

void put_extension(Writer& out, std::uint16_t type, ByteView content) { put_vector(out.be16(type), 2, content); }

Bytes wrapped(std::size_t width, ByteView content) {
  Writer out;
  put_vector(out, width, content);
  return std::move(out).take();
}

Bytes server_name(const std::string& host) {
  Writer entry;
  put_vector(entry.u8(0), 2, base::as_bytes(host));
  return wrapped(2, entry.data());
}

Bytes extensions(const TlsOffer& offer) {
  const bool v1_3 = offer.version == TlsVersion::tls_1_3;
  Writer out;
  if (!offer.server_name.empty()) put_extension(out, 0, server_name(offer.server_name));
  put_extension(out, 5, Bytes{1, 0, 0, 0, 0});  // status_request: OCSP
  if (!offer.groups.empty()) put_extension(out, 10, wrapped(2, numbers(offer.groups)));
  if (v1_3) {
    const std::uint16_t version[] = {static_cast<std::uint16_t>(offer.version)};
    put_extension(out, 43, wrapped(1, numbers(version)));
    put_extension(out, 51, Bytes{0, 0});  // key_share: none, so that the server asks for one
  } else {
    put_extension(out, 11, Bytes{1, 0});  // ec_point_formats: uncompressed
    put_extension(out, 23, {});           // extended_master_secret
  }
  // last, because some servers fail on a ClientHello that ends with an empty extension
  if (offer.version >= TlsVersion::tls_1_2) put_extension(out, 13, wrapped(2, numbers(signature_schemes)));
  return std::move(out).take();
}

}  // namespace

Bytes tls_client_hello(const TlsOffer& offer) {
  const bool v1_3 = offer.version == TlsVersion::tls_1_3;
  Bytes random = offer.random;
  random.resize(32);
  auto suites = offer.suites;
  if (!v1_3) suites.push_back(signalling_renegotiation);
  Writer hello;
  hello.be16(std::min<std::uint16_t>(static_cast<std::uint16_t>(offer.version), 0x0303)).bytes(random);
  put_vector(hello, 1, v1_3 ? ByteView(random) : ByteView());  // RFC 8446 D.4: a session id for middleboxes
  put_vector(hello, 2, numbers(suites));
  put_vector(hello, 1, v1_3 ? Bytes{0} : Bytes{1, 0});  // compression: DEFLATE or none
  if (offer.version != TlsVersion::ssl_3_0) put_vector(hello, 2, extensions(offer));
  Writer message;
  put_vector(message.u8(1), 3, hello.data());
  Writer record;
  record.u8(22).be16(offer.version == TlsVersion::ssl_3_0 ? 0x0300 : 0x0301);
  put_vector(record, 2, message.data());
  return std::move(record).take();
}

}  // namespace runseal::proto
