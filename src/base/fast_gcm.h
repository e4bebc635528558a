// AES-128-GCM (NIST SP 800-38D) by libipsec-mb, offered to OpenSSL as a provider: TLS stays OpenSSL's, bytes on the
// wire and all, and only the cipher's arithmetic is done by code that uses the processor's vector AES. Debian's
// OpenSSL 3.0 has none. Only for base/tls.cc and its tests.
#pragma once

struct ossl_lib_ctx_st;

namespace runseal::base {

// A library context of OpenSSL that prefers it when asked with fast_gcm_properties; everything else in it is OpenSSL's
// default. nullptr where the processor or the build does not have it. Made once; any thread.
[[nodiscard]] ossl_lib_ctx_st* fast_gcm_library();

inline constexpr const char* fast_gcm_properties = "?provider=runseal";

}  // namespace runseal::base
