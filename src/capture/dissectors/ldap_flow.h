// One connection of LDAP.
#pragma once

#include "capture/dissectors/tls_stretch.h"
#include "capture/messages.h"
#include "proto/ldap_traffic.h"

namespace runseal::capture {

class LdapFlow : public Dissector {
 public:
  explicit LdapFlow(const FlowContext& flow);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(Side from, std::uint64_t bytes, Moment at) override;
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override;

 private:
  void on_message(Side from, ByteView front, Moment at);
  void on_bind(const proto::LdapSeen& bind, Moment at);
  void on_buffer(ByteView front, Moment at);
  bool turns_to_sasl(Side from, ByteView bytes);
  void judge(FlowReport& report);

  const FlowContext& flow_;
  Messages sides_[2];
  Messages buffers_[2];
  bool sasl_[2] = {false, false};  // this side wraps what it says
  bool sasl_done_ = false;         // a SASL bind succeeded
  bool bind_is_sasl_ = false;
  bool tls_asked_ = false;
  bool begun_[2] = {false, false};
  TlsStretch tls_;
  std::string mechanism_;  // of the bind that counts
  Tally binds_, anonymous_, simple_, password_, refused_, clear_, sealed_, signed_, wrapped_, start_tls_, lost_;
  Names names_, mechanisms_;
};

}  // namespace runseal::capture
