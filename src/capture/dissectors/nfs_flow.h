// One flow of ONC RPC.
#pragma once

#include "capture/dissectors/nfs_listing.h"
#include "capture/dissectors/nfs_protection.h"
#include "capture/dissectors/nfs_questions.h"
#include "capture/dissectors/rpc_records.h"
#include "capture/dissectors/tls_stretch.h"

namespace runseal::capture {

class NfsFlow : public Dissector {
 public:
  explicit NfsFlow(const FlowContext& flow);

  void data(Side from, ByteView bytes, std::uint64_t missing, Moment at) override;
  void gap(Side from, std::uint64_t bytes, Moment at) override;
  [[nodiscard]] bool writing() const override { return questions_[0].writing() || questions_[1].writing(); }
  [[nodiscard]] FlowReport finish() override;
  [[nodiscard]] std::size_t footprint() const override;

 private:
  [[nodiscard]] bool over_udp() const { return flow_.key.transport == 17; }
  bool on_message(Side from, ByteView front, std::uint64_t size, Moment at);
  void on_call(Side from, const proto::RpcMessage& call, Moment at);
  void on_answer(Side from, const proto::RpcMessage& answer, Moment at);
  void on_nfs_call(const proto::RpcMessage& call, NfsQuestion& question, Moment at);
  bool on_callback(Side from, const proto::RpcMessage& call, const NfsQuestion& question, Moment at);
  void on_helper_call(const proto::RpcMessage& call, NfsQuestion& question, Moment at);
  void on_mount_answer(const NfsQuestion& question, ByteView results);
  void caller_said(const proto::RpcMessage& call, Moment at);
  const std::string& reason(RpcCover cover, std::uint32_t version);
  [[nodiscard]] std::string doubt() const;
  [[nodiscard]] std::string words() const;
  [[nodiscard]] std::string protocol() const;
  [[nodiscard]] std::string version() const;
  void judge(FlowReport& report);
  void tell(FlowReport& report) const;

  const FlowContext& flow_;
  RpcRecords records_[2];
  NfsQuestions questions_[2];  // by the side that asked
  NfsProtection protection_;
  NfsFiles files_;
  std::optional<NfsListing> listings_[2];  // under way, by the side that answers
  TlsStretch tls_;
  std::map<std::size_t, std::string> reasons_;
  Bytes last_caller_;
  bool shown_ = false;  // over UDP: a message, or too little of one to tell
  Tally nfs_, mount_, portmap_, others_, pings_, housekeeping_, unmatched_, refused_, not_all_read_, asked_for_tls_,
      callbacks_, callbacks_unprotected_, tls_refused_, read_, written_, listed_, cut_, lost_bytes_;
  Names versions_, machines_, users_, paths_, programs_;
};

}  // namespace runseal::capture
