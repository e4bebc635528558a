#include "capture/dissectors/smb2_reading.h"

#include <limits>

#include "proto/smb3_transform.h"
#include "proto/smb_services.h"
#include "proto/smb_status.h"

namespace runseal::capture {
namespace {

using proto::Smb2Verb;

bool is_data(Smb2Verb verb) { return verb >= Smb2Verb::create && verb != Smb2Verb::cancel && verb != Smb2Verb::echo; }

// MS-SMB2 3.3.4.1.1: never signed. An interim answer says only that there will be one; a break names only a number.
bool unsigned_by_design(const proto::Smb2Head& head) {
  const bool interim = head.status == proto::status::pending && head.async;
  const bool breaks = head.verb == Smb2Verb::oplock_break && head.message == ~0ULL;
  return head.response && (interim || breaks);
}

// Nothing: cut off, or no place in a file. What is negative as Windows counts has a meaning of its own ("at the end").
std::optional<std::uint64_t> offset_in(ByteView message) {
  const auto offset = proto::parse_smb2_offset(message);
  return offset && *offset >> 63U == 0 ? std::optional(*offset) : std::nullopt;
}

}  // namespace

void Smb2Reading::message(ByteView front, std::uint64_t size, bool first, Moment at) {
  const auto head = proto::parse_smb2_head(front);
  if (!head) return flow_.counts.unknown.add(at);
  if (head->verb != Smb2Verb::negotiate) flow_.beyond_negotiation = true;
  Heard heard{*head, front, size, at};
  if (head->response) return answer(heard);
  if (first) chain_ = {};
  if (heard.head.related) {
    if (heard.head.session == ~0ULL) heard.head.session = chain_.session;
    if (heard.head.tree == ~0U) heard.head.tree = chain_.tree;
  }
  chain_.session = heard.head.session;
  chain_.tree = heard.head.tree;
  question(heard);
}

void Smb2Reading::encrypted(ByteView front, std::uint64_t size, Side from, Moment at) {
  if (!proto::parse_smb3_transform_head(front)) return flow_.counts.unknown.add(at);
  flow_.counts.encrypted[index(from)].add(at);
  flow_.counts.encrypted_bytes[index(from)].add(at, size);
}

void Smb2Reading::compressed(ByteView front, bool first, Side from, Moment at) {
  flow_.counts.compressed.add(at);
  const auto inside = proto::smb3_compressed_front(front);
  if (inside && proto::parse_smb2_head(*inside))
    message(*inside, std::numeric_limits<std::uint64_t>::max(), first, at);
  else
    hidden(from, at);
}

void Smb2Reading::hidden(Side from, Moment at) {
  flow_.counts.opaque[index(from)].add(at);
  place_in(flow_.places, {}).readable += 1;
}

// `question`: of an answer, what it answers, if that was seen.
void Smb2Reading::count(const Heard& heard, const SmbQuestion* question) {
  if (!is_data(heard.head.verb) || unsigned_by_design(heard.head)) return;
  const auto& head = heard.head;
  if (question == nullptr && flow_.counts.encrypted[0].any() && proto::is_smb2_bare_refusal(heard.bytes)) return;
  if (question != nullptr ? question->doubtful : head.verb == Smb2Verb::ioctl)
    return flow_.counts.doubtful.add(heard.at);
  if (question != nullptr && question->housekeeping) return;
  const auto& session = flow_.session(question != nullptr ? question->session : head.session);
  if (question != nullptr ? question->service : session.services_only(head.tree))
    return flow_.counts.services.add(heard.at);
  flow_.clear_message(session, question != nullptr ? question->tree : head.tree, head.is_signed,
                      head.response ? Side::server : Side::client, heard.at);
}

void Smb2Reading::question(Heard& heard) {
  SmbQuestion question;
  question.verb = static_cast<std::uint8_t>(heard.head.verb);
  question.id = heard.head.message;
  question.session = heard.head.session;
  question.tree = heard.head.tree;
  switch (heard.head.verb) {
    case Smb2Verb::negotiate: negotiation_asked(heard); break;
    case Smb2Verb::session_setup: login_asked(heard); break;
    case Smb2Verb::tree_connect: {
      const auto path = proto::parse_smb2_tree_path(heard.bytes);
      if (path) question.file = flow_.files.named({smb_share_of(*path), {}, false, false}, heard.at);
      break;
    }
    case Smb2Verb::tree_disconnect: flow_.session(question.session).forget_tree(question.tree); break;
    case Smb2Verb::create: ask_to_open(heard, question); break;
    case Smb2Verb::ioctl: {
      const auto housekeeping = proto::is_smb2_housekeeping(heard.bytes);
      question.housekeeping = housekeeping.value_or(false);
      question.doubtful = !housekeeping;
      break;
    }
    case Smb2Verb::read:
    case Smb2Verb::write:
    case Smb2Verb::close:
    case Smb2Verb::set_info:
    case Smb2Verb::query_directory: about_a_file(heard, question); break;
    default: break;
  }
  if (flow_.session(question.session).services_only(question.tree)) over_a_pipe(heard, question);
  count(heard, &question);
  if (heard.head.verb == Smb2Verb::cancel) return;
  const auto forgotten = flow_.pending.put(std::move(question));
  if (forgotten.waits && forgotten.file && forgotten.verb == static_cast<std::uint8_t>(Smb2Verb::create))
    flow_.files.tell(*forgotten.file);
}

void Smb2Reading::ask_to_open(const Heard& heard, SmbQuestion& question) {
  auto create = proto::parse_smb2_create(heard.bytes);
  if (!create) return flow_.counts.unreadable.add(heard.at);
  const auto tree = flow_.session(question.session).tree(question.tree);
  auto path = smb_path(std::move(create->name));
  if (create->name_cut) path += "…";
  question.file = chain_.file = flow_.files.named({tree.share, std::move(path), tree.pipe, false}, heard.at);
  if (create->delete_on_close) flow_.counts.removals.add(heard.at);
}

void Smb2Reading::about_a_file(const Heard& heard, SmbQuestion& question) {
  const auto id = proto::parse_smb2_file(heard.bytes, heard.head.verb);
  if (!id) return flow_.counts.unreadable.add(heard.at);
  if (!id->of_the_compound())
    chain_.file = flow_.files.find(flow_.session(question.session), *id, question.tree, heard.at);
  question.file = chain_.file;
  if (!question.file || question.file->name->pipe) return;
  if (heard.head.verb == Smb2Verb::write) {
    const auto length = std::min<std::uint64_t>(proto::parse_smb2_data_length(heard.bytes).value_or(0), heard.size);
    flow_.files.written(*question.file, {length, offset_in(heard.bytes)}, heard.at);
    flow_.counts.written.add(heard.at, length);
  } else if (heard.head.verb == Smb2Verb::read) {
    question.offset = offset_in(heard.bytes);
  } else if (heard.head.verb == Smb2Verb::set_info) {
    change(heard, *question.file);
  }
}

// Nothing: what tells was cut off, or went by unseen.
std::optional<bool> Smb2Reading::asks_a_service(const Heard& heard, const SmbQuestion& question) {
  const auto verb = heard.head.verb;
  if (verb == Smb2Verb::create) {
    if (!question.file || question.file->name->path.ends_with("…")) return std::nullopt;
    return proto::is_smb_service(question.file->name->path);
  }
  if (verb != Smb2Verb::write && verb != Smb2Verb::ioctl) return true;
  const auto id = proto::parse_smb2_file(heard.bytes, verb);
  const auto pipe = id ? flow_.session(question.session).file(*id) : nullptr;
  return proto::is_smb_service_call(pipe ? pipe->path : "", heard.bytes, verb);
}

// Behind anything that may be about files, all that comes over the same pipes may be.
void Smb2Reading::over_a_pipe(const Heard& heard, SmbQuestion& question) {
  if (question.housekeeping || question.doubtful) return;
  const auto service = asks_a_service(heard, question);
  question.doubtful = !service;
  question.service = service.value_or(false);
  if (service && !*service) flow_.session(question.session).asks_about_files(question.tree);
}

void Smb2Reading::change(const Heard& heard, SmbFile& file) {
  const auto change = proto::parse_smb2_set_info(heard.bytes);
  if (!change) return flow_.counts.unreadable.add(heard.at);
  using enum proto::Smb2Change::What;
  if (change->what == remove) flow_.counts.removals.add(heard.at);
  if (change->what == rename) flow_.counts.renames.add(heard.at);
  if (change->what != rename && change->what != link) return;
  flow_.files.tell(*flow_.files.named({file.name->share, smb_path(change->name), file.name->pipe, false}, heard.at));
}

void Smb2Reading::answer(const Heard& heard) {
  using namespace proto::status;
  const auto status = heard.head.status;
  auto* const waiting = flow_.pending.find(heard.head.message);
  const bool fits = waiting != nullptr && waiting->verb == static_cast<std::uint8_t>(heard.head.verb);
  count(heard, fits ? waiting : nullptr);
  if (status == pending && heard.head.async) return;
  const auto question = fits ? flow_.pending.take(heard.head.message) : SmbQuestion{};
  const bool carries = status == success || status == buffer_overflow;
  switch (heard.head.verb) {
    case Smb2Verb::negotiate: return negotiated(heard);
    case Smb2Verb::session_setup: return login_answered(heard);
    case Smb2Verb::tree_connect: return tree_connected(heard, question);
    case Smb2Verb::tree_disconnect: return flow_.session(heard.head.session).forget_tree(heard.head.tree);
    case Smb2Verb::create: return opened(heard, question);
    case Smb2Verb::read:
      if (carries) data_read(heard, question);
      return;
    case Smb2Verb::close:
      if (question.file && status == success) flow_.files.closed(flow_.session(question.session), *question.file);
      return;
    case Smb2Verb::query_directory:
      if (carries) flow_.counts.listings.add(heard.at);
      return;
    default: return;
  }
}

}  // namespace runseal::capture
