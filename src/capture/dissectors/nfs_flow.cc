#include "capture/dissectors/nfs_flow.h"

#include <fmt/format.h>

#include "capture/dissectors/nfs_roots.h"
#include "capture/dissectors/shown_name.h"
#include "proto/nfs3.h"
#include "proto/nfs3_traffic.h"
#include "proto/nfs4_traffic.h"
#include "proto/portmap.h"
#include "proto/rpc.h"
#include "proto/xdr.h"

namespace runseal::capture {
namespace {

const std::string& empty() {
  static const std::string none;
  return none;
}

ByteView readable_part(const NfsQuestion& question, ByteView body) {
  if (!question.readable) return {};
  return question.checked ? proto::rpc_signed_body(body) : body;
}

}  // namespace

NfsFlow::NfsFlow(const FlowContext& flow)
    : flow_(flow), records_{RpcRecords(flow.from_start), RpcRecords(flow.from_start)}, files_(flow), tls_(flow) {}

void NfsFlow::data(Side from, ByteView bytes, std::uint64_t missing, Moment at) {
  if (tls_.take(from, bytes, missing, at, looks_like_rpc_record)) return;
  if (over_udp()) {
    if (on_message(from, bytes, bytes.size() + missing, at))
      shown_ = true;
    else
      cut_.add(at);
    return;
  }
  records_[index(from)].feed(
      bytes, missing, [&](ByteView front, std::uint64_t size) { return on_message(from, front, size, at); },
      [&](ByteView piece) {
        if (auto& listing = listings_[index(from)]) listing->feed(piece, files_, at);
      });
  if (missing > 0) listings_[index(from)].reset();
}

void NfsFlow::gap(Side from, std::uint64_t bytes, Moment at) {
  if (tls_.on()) return tls_.gap(from, bytes, at);
  lost_bytes_.add(at, bytes);
  listings_[index(from)].reset();
  records_[index(from)].gap(bytes);
}

bool NfsFlow::on_message(Side from, ByteView front, std::uint64_t size, Moment at) {
  listings_[index(from)].reset();
  const auto message = proto::parse_rpc_message(front);
  if (!message) {
    if (size <= front.size()) return false;
    cut_.add(at);  // perhaps a call, of which the capture kept too little
    files_.called(NfsPath(), seen_of(RpcCover::none));
    return true;
  }
  if (message->call)
    on_call(from, *message, at);
  else
    on_answer(from, *message, at);
  return true;
}

void NfsFlow::on_call(Side from, const proto::RpcMessage& call, Moment at) {
  const auto cover = cover_of(call);
  auto& question = questions_[index(from)].ask(call.xid);
  question.program = call.program;
  question.version = call.version;
  question.procedure = call.procedure;
  question.reason = &empty();
  if (call.flavour == proto::rpc_flavour_tls) {
    question.asks_for_tls = true;
    asked_for_tls_.add(at);
    return;
  }
  const bool of_context = call.gss && !call.gss->data;
  if (call.procedure == 0 || of_context) return pings_.add(at);  // nothing is exchanged
  question.readable = cover != RpcCover::krb5p && cover != RpcCover::another;
  question.checked = cover == RpcCover::krb5i;
  question.reason = &reason(cover, call.version);
  if (question.readable) question.seen = seen_of(cover);
  if (on_callback(from, call, question, at)) return;
  caller_said(call, at);
  if (call.program == proto::nfs_program) {
    on_nfs_call(call, question, at);
  } else {
    protection_.count(cover, at);
    on_helper_call(call, question, at);
  }
  questions_[index(from)].asked(question);
}

void NfsFlow::on_nfs_call(const proto::RpcMessage& call, NfsQuestion& question, Moment at) {
  nfs_.add(at);
  NfsCallSeen seen;
  const auto arguments = readable_part(question, call.body);
  if (question.readable && call.version == 3)
    seen = read_nfs3_call(arguments, question, files_, at);
  else if (question.readable && call.version == 4)
    seen = read_nfs4_call(arguments, question, files_, at);
  else
    files_.called(NfsPath(), question.seen);
  if (seen.not_all_read) not_all_read_.add(at);
  versions_.add(seen.minor ? fmt::format("4.{}", *seen.minor) : std::to_string(call.version), at);
  if (seen.of_files)
    protection_.count(cover_of(call), at);
  else
    housekeeping_.add(at);
  if (seen.written > 0) written_.add(at, seen.written);
}

// The client names a program for them in CREATE_SESSION, as a rule one of those that have no owner (RFC 5531 section
// 13.3), and a flavour, which says nothing of how files are protected.
bool NfsFlow::on_callback(Side from, const proto::RpcMessage& call, const NfsQuestion& question, Moment at) {
  constexpr std::uint32_t first = 0x40000000, last = 0x5fffffff, cb_compound = 1;
  if (from != Side::server || call.program < first || call.program > last || call.procedure != cb_compound)
    return false;
  const bool encrypted = cover_of(call) == RpcCover::krb5p;
  if (!encrypted && !proto::is_nfs4_callback_of_handles(readable_part(question, call.body))) return false;
  callbacks_.add(at);
  if (question.seen.changeable > 0) callbacks_unprotected_.add(at);
  return true;
}

void NfsFlow::on_helper_call(const proto::RpcMessage& call, NfsQuestion& question, Moment at) {
  proto::XdrReader in(readable_part(question, call.body));
  if (call.program == proto::mount_program) {
    mount_.add(at);
    if (call.procedure != proto::mount_mnt && call.procedure != proto::mount_umnt) return;
    const auto path = in.text(1024);
    if (in.failed()) return;
    paths_.add(shown_name(path), at);
    question.made.place = shown_name(path);
  } else if (call.program == proto::portmap_program) {
    portmap_.add(at);
    if (call.procedure != proto::portmap_getport) return;
    const auto program = in.u32();
    const auto version = in.u32();
    if (!in.failed()) programs_.add(fmt::format("{} version {}", program, version), at);
  } else {
    others_.add(at);
    files_.called(NfsPath(), question.seen);  // locks, quotas
  }
}

void NfsFlow::on_mount_answer(const NfsQuestion& question, ByteView results) {
  auto* roots = NfsRoots::of(flow_);
  if (roots == nullptr || question.procedure != proto::mount_mnt || question.made.place.empty()) return;
  const auto mounted = proto::parse_mount_answer(results);
  if (mounted && mounted->status == 0) roots->mounted(flow_.key.server, mounted->handle, question.made.place);
}

void NfsFlow::on_answer(Side from, const proto::RpcMessage& answer, Moment at) {
  const auto* question = questions_[index(other(from))].answered(answer.xid);
  if (question == nullptr) return unmatched_.add(at);
  if (question->asks_for_tls) {
    if (answer.start_tls && !over_udp())
      tls_.begin();
    else
      tls_refused_.add(at);
    return;
  }
  if (answer.refused) return refused_.add(at);
  const auto results = readable_part(*question, answer.body);
  if (!answer.success || results.empty()) return;
  if (question->program == proto::mount_program) return on_mount_answer(*question, results);
  if (question->program != proto::nfs_program) return;
  NfsAnswerSeen seen;
  if (question->version == 3) seen = read_nfs3_answer(results, *question, files_, at);
  if (question->version == 4) seen = read_nfs4_answer(results, *question, files_, at);
  if (seen.read > 0) read_.add(at, seen.read);
  if (seen.listing) listed_.add(at);
  if (seen.not_all_read) not_all_read_.add(at);
  if (seen.listing && question->version == 3 && question->procedure == proto::nfs3::readdirplus)
    listings_[index(from)].emplace(files_.path(question->file), *question->reason).feed(results, files_, at);
}

}  // namespace runseal::capture
