// SPNEGO (RFC 4178; MS-SPNG 2.2.1): the wrapping around login tokens, in DER.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace runseal::proto {

[[nodiscard]] Bytes spnego_init(ByteView ntlm_token);      // NegTokenInit that offers NTLMSSP alone
[[nodiscard]] Bytes spnego_response(ByteView ntlm_token);  // NegTokenResp

// What a server offers in its negotiate answer: "NTLM", "Kerberos", "NEGOEX", or the identifier as dotted numbers;
// in its order, each once. Errors: invalid.
[[nodiscard]] Result<std::vector<std::string>> spnego_mechanisms(ByteView init_token);

// The token inside a NegTokenResp; empty when it carries none. A bare NTLMSSP token is given back as it is.
[[nodiscard]] Result<Bytes> spnego_inner_token(ByteView response);

// The login token inside a NegTokenInit or NegTokenResp that may be cut: as much of it as there is; empty when it
// carries none. A bare NTLMSSP or Kerberos token is given back as it is.
[[nodiscard]] Result<ByteView> spnego_front(ByteView token);

}  // namespace runseal::proto
