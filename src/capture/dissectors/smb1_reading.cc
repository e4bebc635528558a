#include "capture/dissectors/smb1_reading.h"

#include <algorithm>

#include "proto/smb1.h"
#include "proto/smb_status.h"

namespace runseal::capture {
namespace {

using proto::Smb1Verb;
using namespace proto::status;

bool is_data(Smb1Verb verb) {
  switch (verb) {
    case Smb1Verb::negotiate:
    case Smb1Verb::session_setup:
    case Smb1Verb::logoff:
    case Smb1Verb::tree_connect:
    case Smb1Verb::core_tree_connect:
    case Smb1Verb::tree_disconnect:
    case Smb1Verb::echo:
    case Smb1Verb::nt_cancel: return false;
    default: return true;
  }
}

// Or as DOS says it (MS-CIFS 2.2.2.4): class 1, code 2 or 3.
bool not_there(std::uint32_t status) {
  return status == object_name_not_found || status == object_path_not_found || status == no_such_file ||
         status == 0x00020001 || status == 0x00030001;
}

bool connects(Smb1Verb verb) { return verb == Smb1Verb::tree_connect || verb == Smb1Verb::core_tree_connect; }

}  // namespace

void Smb1Reading::message(ByteView front, std::uint64_t size, Moment at) {
  const auto head = proto::parse_smb1_head(front);
  if (!head) return flow_.counts.unknown.add(at);
  const Heard heard{*head, size, at};
  count(heard);
  const auto blocks = proto::parse_smb1_blocks(front, head->verb);
  if (!blocks) return flow_.counts.unreadable.add(at);
  if (head->response)
    answer(heard, *blocks);
  else
    question(heard, *blocks);
}

void Smb1Reading::count(const Heard& heard) {
  if (heard.head.verb == Smb1Verb::negotiate) return;
  flow_.beyond_negotiation = true;
  flow_.counts.smb1.add(heard.at);
  if (flow_.version.empty()) flow_.speaks("1", heard.at);
  // the server's notice that an oplock breaks is a question, and never signed (MS-CIFS 3.3.4.2.1)
  const bool notice = heard.head.verb == Smb1Verb::locking && heard.head.exchange == 0xffffffffU;
  if (!is_data(heard.head.verb) || notice) return;
  flow_.clear_message(session(), heard.head.tree, heard.head.is_signed,
                      heard.head.response ? Side::server : Side::client, heard.at);
}

void Smb1Reading::question(const Heard& heard, const std::vector<proto::Smb1Block>& blocks) {
  SmbQuestion question;
  question.id = heard.head.exchange;
  question.verb = static_cast<std::uint8_t>(heard.head.verb);
  question.tree = heard.head.tree;
  for (const auto& block : blocks) asks(heard, block, question);
  if (heard.head.verb == Smb1Verb::nt_cancel) return;
  const auto forgotten = flow_.pending.put(std::move(question));
  if (forgotten.waits && forgotten.file && !connects(static_cast<Smb1Verb>(forgotten.verb)))
    flow_.files.tell(*forgotten.file);
}

void Smb1Reading::asks(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question) {
  const bool unicode = heard.head.unicode;
  if (proto::smb1_opens(block)) return ask_to_open(heard, block, question);
  switch (block.verb) {
    case Smb1Verb::negotiate: {
      const auto names = proto::smb1_dialects(block);
      offered_smb1_ = std::ranges::any_of(names, [](const auto& name) { return !name.starts_with("SMB 2"); });
      if (offered_smb1_) flow_.facts.say("smb.smb1-offered", true, heard.at);
      return;
    }
    case Smb1Verb::session_setup: {
      smb_login_asked(flow_, proto::smb1_token(block), heard.at);
      const auto account = proto::smb1_account(block, unicode);
      flow_.facts.add("smb.user", account.user, heard.at);
      flow_.facts.add("smb.domain", account.domain, heard.at);
      return;
    }
    case Smb1Verb::tree_connect:
    case Smb1Verb::core_tree_connect:
      question.file =
          flow_.files.named({smb_share_of(proto::smb1_tree_path(block, unicode)), {}, false, false}, heard.at);
      return;
    case Smb1Verb::tree_disconnect: return session().forget_tree(heard.head.tree);
    case Smb1Verb::read:
    case Smb1Verb::core_read:
    case Smb1Verb::lock_and_read:
    case Smb1Verb::close:
      if (!question.file) question.file = file(heard, block);
      return;
    case Smb1Verb::write:
    case Smb1Verb::core_write:
    case Smb1Verb::write_and_unlock:
    case Smb1Verb::write_and_close: return write(heard, block, question);
    case Smb1Verb::remove:
    case Smb1Verb::remove_directory: flow_.counts.removals.add(heard.at); [[fallthrough]];
    case Smb1Verb::make_directory:
    case Smb1Verb::check_directory:
    case Smb1Verb::query_path:
    case Smb1Verb::set_path:
    case Smb1Verb::transaction2: return name_it(heard, proto::smb1_file_name(block, unicode));
    case Smb1Verb::rename:
    case Smb1Verb::nt_rename: return rename(heard, block);
    default: return;
  }
}

void Smb1Reading::ask_to_open(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question) {
  const auto tree = session().tree(heard.head.tree);
  auto path = smb_path(proto::smb1_file_name(block, heard.head.unicode));
  question.file = flow_.files.named({tree.share, std::move(path), tree.pipe, false}, heard.at);
}

SmbFilePtr Smb1Reading::file(const Heard& heard, const proto::Smb1Block& block) {
  const auto number = proto::smb1_file(block);
  if (!number) {
    flow_.counts.unreadable.add(heard.at);
    return nullptr;
  }
  return flow_.files.find(session(), {*number, *number}, heard.head.tree, heard.at);
}

void Smb1Reading::write(const Heard& heard, const proto::Smb1Block& block, SmbQuestion& question) {
  question.file = file(heard, block);
  if (!question.file) return;
  const auto length = std::min(proto::smb1_written(block).value_or(0), heard.size);
  flow_.files.written(*question.file, {length}, heard.at);
  flow_.counts.written.add(heard.at, length);
}

void Smb1Reading::rename(const Heard& heard, const proto::Smb1Block& block) {
  flow_.counts.renames.add(heard.at);
  const auto [from, to] = proto::smb1_rename(block, heard.head.unicode);
  name_it(heard, from);
  name_it(heard, to);
}

// A pattern names the folder that is listed.
void Smb1Reading::name_it(const Heard& heard, std::string name) {
  if (name.find_first_of("*?<>") != std::string::npos) name.erase(std::min(name.find_last_of('\\'), name.size()));
  const auto tree = session().tree(heard.head.tree);
  flow_.files.tell(*flow_.files.named({tree.share, smb_path(std::move(name)), tree.pipe, false}, heard.at));
}

void Smb1Reading::answer(const Heard& heard, const std::vector<proto::Smb1Block>& blocks) {
  auto question = flow_.pending.take(heard.head.exchange);
  if (!question.waits || question.verb != static_cast<std::uint8_t>(heard.head.verb)) question = {};
  for (const auto& block : blocks) answers(heard, block, question);
}

void Smb1Reading::answers(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question) {
  const bool fine = heard.head.status == success || heard.head.status == buffer_overflow;
  switch (block.verb) {
    case Smb1Verb::negotiate: return negotiated(heard, block);
    case Smb1Verb::session_setup: return login_answered(heard, block);
    case Smb1Verb::tree_connect:
      if (fine) connected(heard, heard.head.tree, question);
      return;
    case Smb1Verb::core_tree_connect:
      if (const auto tree = proto::smb1_tree(block); fine && tree) connected(heard, *tree, question);
      return;
    case Smb1Verb::tree_disconnect: return session().forget_tree(heard.head.tree);
    case Smb1Verb::nt_create:
    case Smb1Verb::open:
    case Smb1Verb::core_open:
    case Smb1Verb::core_create:
    case Smb1Verb::create_temporary:
    case Smb1Verb::create_new:
    case Smb1Verb::transaction2:
    case Smb1Verb::nt_transact: return opened(heard, block, question);
    case Smb1Verb::read:
    case Smb1Verb::core_read:
    case Smb1Verb::lock_and_read:
      if (fine) read(heard, block, question);
      return;
    case Smb1Verb::close:
    case Smb1Verb::write_and_close:
      if (fine && question.file) flow_.files.closed(session(), *question.file);
      return;
    default: return;
  }
}

void Smb1Reading::connected(const Heard& heard, std::uint16_t tree, const SmbQuestion& question) {
  const auto share = question.file ? question.file->name->share : std::string();
  if (!session().keep_tree(tree, {share, share == "IPC$"})) flow_.files.name_not_kept();
  flow_.facts.add("smb.shares", share, heard.at);
}

void Smb1Reading::opened(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question) {
  if (!question.file) return;
  const auto status = heard.head.status;
  if (not_there(status)) return flow_.counts.not_found.add(heard.at);
  const auto number = proto::smb1_opened(block);
  if (status != success || !number) return flow_.files.tell(*question.file);
  flow_.files.opened(session(), {*number, *number}, question.file);
}

void Smb1Reading::read(const Heard& heard, const proto::Smb1Block& block, const SmbQuestion& question) {
  const auto length = std::min(proto::smb1_read(block).value_or(0), heard.size);
  flow_.counts.read.add(heard.at, length);
  if (question.file) return flow_.files.read(*question.file, {length}, heard.at);
  const auto tree = session().tree(heard.head.tree);
  const auto unknown = flow_.files.named({tree.share, "file unknown", tree.pipe, false}, heard.at);
  flow_.files.read(*unknown, {length}, heard.at);
  flow_.files.tell(*unknown);
}

void Smb1Reading::negotiated(const Heard& heard, const proto::Smb1Block& block) {
  constexpr std::uint16_t none_of_them = 0xffff;
  base::Reader words(block.words);
  if (words.le16() == none_of_them || block.words.size() != 34) return;
  const auto mode = words.u8();
  flow_.speaks("1", heard.at);
  const bool required = (mode & 8U) != 0;
  flow_.facts.say("smb.server-signing-optional", !required, heard.at);
  if (!required) flow_.facts.add("smb.signing-left-open", "1", heard.at);
}

void Smb1Reading::login_answered(const Heard& heard, const proto::Smb1Block& block) {
  if (heard.head.status != success && heard.head.status != more_processing_required)
    return smb_login_refused(flow_, heard.head.status, heard.at);
  smb_login_answered(flow_, proto::smb1_token(block), heard.at);
  base::Reader words(block.words);
  words.skip(4);
  const bool guest = (words.le16() & 1U) != 0 && !words.failed();
  if (heard.head.status == success) smb_login_done(flow_, guest, false, heard.at);
}

}  // namespace runseal::capture
