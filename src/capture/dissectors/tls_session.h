// What was seen of one TLS session, and what follows from it.
#pragma once

#include <array>
#include <set>

#include "base/certificate.h"
#include "capture/dissector.h"
#include "proto/tls_messages.h"

namespace runseal::capture {

struct TlsHalf {
  std::uint64_t data_records = 0;
  std::uint64_t data_bytes = 0;  // ciphertext
  unsigned cipher_changes = 0;   // ChangeCipherSpec that count: those of TLS 1.3 do not
  bool encrypts = false;         // from here on
  bool finished = false;         // below TLS 1.3: its end of the handshake was seen
  bool could_finish = false;     // TLS 1.3: there was a record as long as that end is
  bool before_keys = false;      // application data came before it could be encrypted
  bool gaps = false;
  bool lost = false;     // to its end, where its records begin was not found again
  bool strange = false;  // something that is no record came, without a gap before it
};

struct TlsSession {
  std::array<TlsHalf, 2> halves;  // by Side
  bool from_start = false;
  std::optional<proto::TlsClientHello> client_hello;
  proto::TlsServerMessages server;  // counts where `server_hello`
  bool server_hello = false;
  std::optional<base::Certificate> certificate;  // the server's own
  bool unreadable_certificate = false;
  std::string failure;              // "handshake_failure from the server": the alert that ended it before it encrypted
  std::set<std::string> alerts;     // in clear
  bool contradicts_itself = false;  // what no implementation sends
  bool negotiates_again = false;    // within the encryption, below TLS 1.3: by which suite is not to be seen

  [[nodiscard]] bool is_1_3() const { return server_hello && server.version == proto::TlsVersion::tls_1_3; }
  [[nodiscard]] bool complete() const {
    return is_1_3() ? halves[0].could_finish && halves[1].could_finish : halves[0].finished && halves[1].finished;
  }
  [[nodiscard]] bool carried() const { return halves[0].data_bytes + halves[1].data_bytes > 0; }
};

// The packets that show it; 0: none.
struct TlsPackets {
  std::uint64_t client_hello = 0;
  std::uint64_t server_hello = 0;
  std::uint64_t certificate = 0;
  std::uint64_t alert = 0;
  std::array<std::uint64_t, 2> data{};
};

// Sets facts.
void put_tls_facts(const TlsSession& session, const TlsPackets& packets, FlowReport& into);
// Sets version and axes.
void judge_tls(const TlsSession& session, FlowReport& into);

}  // namespace runseal::capture
