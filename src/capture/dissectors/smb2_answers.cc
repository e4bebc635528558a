// What SMB 2 and 3 servers answer, and what clients ask before there is a session.
#include "capture/dissectors/smb2_reading.h"
#include "proto/smb_status.h"

namespace runseal::capture {

using namespace proto::status;

void Smb2Reading::opened(const Heard& heard, const SmbQuestion& question) {
  if (!question.file) return;
  const auto status = heard.head.status;
  if (status == object_name_not_found || status == object_path_not_found || status == no_such_file)
    return flow_.counts.not_found.add(heard.at);
  const auto id = proto::parse_smb2_created(heard.bytes);
  if (status != success || !id) return flow_.files.tell(*question.file);
  flow_.files.opened(flow_.session(question.session), *id, question.file);
}

void Smb2Reading::data_read(const Heard& heard, const SmbQuestion& question) {
  const auto told = proto::parse_smb2_data_length(heard.bytes);
  if (!told) {
    if (question.file && !question.file->name->pipe) flow_.files.read(*question.file, {}, heard.at);
    return flow_.counts.unreadable.add(heard.at);
  }
  const auto length = std::min<std::uint64_t>(*told, heard.size);
  const auto tree = flow_.session(heard.head.session).tree(heard.head.tree);
  if (question.file ? question.file->name->pipe : tree.pipe) return;
  flow_.counts.read.add(heard.at, length);
  if (question.file) return flow_.files.read(*question.file, {length, question.offset}, heard.at);
  const auto unknown = flow_.files.named({tree.share, "file unknown", false, false}, heard.at);
  flow_.files.read(*unknown, {length, question.offset}, heard.at);
  flow_.files.tell(*unknown);
}

void Smb2Reading::negotiation_asked(const Heard& heard) {
  const auto asked = proto::parse_smb2_negotiate_asked(heard.bytes);
  if (!asked) return flow_.counts.unreadable.add(heard.at);
  flow_.client_guid = asked->client_guid;
  flow_.facts.say("smb.client-signing-optional", !asked->signing_required, heard.at);
  for (const auto dialect : asked->dialects)
    flow_.facts.add("smb.dialects-offered", proto::name(static_cast<proto::Smb2Dialect>(dialect)), heard.at);
}

void Smb2Reading::negotiated(const Heard& heard) {
  if (heard.head.status != success) return;
  const auto agreed = proto::parse_smb2_negotiate_agreed(heard.bytes);
  if (!agreed) return flow_.counts.unreadable.add(heard.at);
  constexpr std::uint16_t once_more = 0x02ff;
  if (agreed->dialect == once_more) return;
  const auto dialect = static_cast<proto::Smb2Dialect>(agreed->dialect);
  auto& facts = flow_.facts;
  flow_.speaks(proto::name(dialect), heard.at);
  facts.say("smb.server-signing-optional", !agreed->signing_required, heard.at);
  if (!agreed->signing_required) facts.add("smb.signing-left-open", proto::name(dialect), heard.at);
  const auto& contexts = agreed->contexts;
  if (contexts.cipher) facts.say("smb.cipher", proto::name(*contexts.cipher), heard.at);
  if (contexts.cipher) facts.add("smb.ciphers-chosen", proto::name(*contexts.cipher), heard.at);
  // 3.0 and 3.0.2 know no other (MS-SMB2 2.2.41)
  const bool three = dialect == proto::Smb2Dialect::v3_0 || dialect == proto::Smb2Dialect::v3_0_2;
  if (three && agreed->encryption_capability) facts.say("smb.cipher", "AES-128-CCM", heard.at);
  facts.say("smb.encryption-possible", facts.holds("smb.cipher"), heard.at);
  // 3.1.5.1: what signs where nothing was negotiated
  const auto usual = dialect >= proto::Smb2Dialect::v3_0 ? proto::SmbSigning::aes_cmac : proto::SmbSigning::hmac_sha256;
  facts.say("smb.signing-algorithm", proto::name(contexts.signing.value_or(usual)), heard.at);
  for (const auto& algorithm : contexts.compression) facts.add("smb.compression-offered", algorithm, heard.at);
}

void Smb2Reading::login_asked(const Heard& heard) {
  const auto login = proto::parse_smb2_login(heard.bytes);
  if (!login) return flow_.counts.unreadable.add(heard.at);
  if (login->binding) flow_.facts.say("smb.multichannel", true, heard.at);
  smb_login_asked(flow_, login->token, heard.at);
}

void Smb2Reading::login_answered(const Heard& heard) {
  if (heard.head.status != success && heard.head.status != more_processing_required)
    return smb_login_refused(flow_, heard.head.status, heard.at);
  const auto answer = proto::parse_smb2_login_answer(heard.bytes);
  if (!answer) return flow_.counts.unreadable.add(heard.at);
  smb_login_answered(flow_, answer->token, heard.at);
  if (heard.head.status != success) return;
  smb_login_done(flow_, (answer->flags & 1U) != 0, (answer->flags & 2U) != 0, heard.at);
  if ((answer->flags & 4U) == 0) return;
  flow_.session_encrypts = true;
  flow_.facts.say("smb.session-encrypted", true, heard.at);
}

void Smb2Reading::tree_connected(const Heard& heard, const SmbQuestion& question) {
  if (heard.head.status != success) return;
  const auto tree = proto::parse_smb2_tree(heard.bytes);
  if (!tree) return flow_.counts.unreadable.add(heard.at);
  constexpr std::uint8_t pipe = 2;
  const auto number = heard.head.tree;
  auto& session = flow_.session(heard.head.session);
  // the number may have meant another share before
  const auto share = question.file ? question.file->name->share : std::string();
  if (!session.keep_tree(number, {share, tree->type == pipe})) flow_.files.name_not_kept();
  flow_.facts.add("smb.shares", share, heard.at);
  if (tree->encrypt) flow_.facts.add("smb.shares-that-encrypt", share, heard.at);
}

}  // namespace runseal::capture
