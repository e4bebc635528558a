#include "capture/dissectors/smb_sessions.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::capture {
namespace {

constexpr std::size_t most_trees = 256;
constexpr std::size_t most_files = 8192;
constexpr std::size_t node = 96;  // what a map needs beside the texts, about

}  // namespace

bool SmbSession::keep_tree(std::uint32_t id, SmbTree tree) {
  if (trees_.size() >= most_trees && !trees_.contains(id)) return false;
  forget_tree(id);
  footprint_ += tree.share.size() + node;
  trees_.emplace(id, std::move(tree));
  return true;
}

void SmbSession::forget_tree(std::uint32_t id) {
  const auto at = trees_.find(id);
  if (at == trees_.end()) return;
  footprint_ -= at->second.share.size() + node;
  trees_.erase(at);
}

void SmbSession::asks_about_files(std::uint32_t tree) {
  const auto at = trees_.find(tree);
  if (at != trees_.end()) at->second.about_files = true;
}

bool SmbSession::keep_file(const proto::Smb2FileId& id, std::shared_ptr<SmbName> name) {
  if (files_.size() >= most_files && !files_.contains(id)) return false;
  forget_file(id);
  footprint_ += name->path.size() + name->share.size() + 2 * node;
  files_.emplace(id, std::move(name));
  return true;
}

void SmbSession::forget_file(const proto::Smb2FileId& id) {
  const auto at = files_.find(id);
  if (at == files_.end()) return;
  at->second->closed = true;
  footprint_ -= at->second->path.size() + at->second->share.size() + 2 * node;
  files_.erase(at);
}

SmbTree SmbSession::tree(std::uint32_t id) const {
  const auto at = trees_.find(id);
  auto found = at != trees_.end() ? at->second : SmbTree();
  if (found.share.empty()) found.share = fmt::format("share unknown (tree 0x{:x})", id);
  return found;
}

std::string SmbSession::share(std::uint32_t tree) const {
  const auto at = trees_.find(tree);
  return at != trees_.end() ? at->second.share : std::string();
}

bool SmbSession::services_only(std::uint32_t tree) const {
  const auto at = trees_.find(tree);
  return at != trees_.end() && at->second.pipe && !at->second.about_files;
}

std::shared_ptr<SmbName> SmbSession::file(const proto::Smb2FileId& id) const {
  const auto at = files_.find(id);
  return at == files_.end() ? nullptr : at->second;
}

std::shared_ptr<SmbSessions> SmbSessions::of(const FlowContext& flow) {
  if (flow.shared == nullptr) return std::make_shared<SmbSessions>();
  if (!*flow.shared) *flow.shared = std::make_shared<SmbSessions>();
  return std::static_pointer_cast<SmbSessions>(*flow.shared);
}

std::shared_ptr<SmbSession> SmbSessions::session(std::uint64_t id, const FlowKey& flow, ByteView client) {
  Key by_address{};
  Key by_client{};
  for (std::size_t i = 0; i < 8; ++i) by_address[i] = by_client[i] = static_cast<std::uint8_t>(id >> 8U * i);
  std::ranges::copy(flow.client.bytes, by_address.begin() + 8);
  std::ranges::copy(flow.server.bytes, by_address.begin() + 24);
  const bool known = client.size() == 16 && std::ranges::any_of(client, [](auto byte) { return byte != 0; });
  if (known) std::ranges::copy(client, by_client.begin() + 8);
  auto found = known ? find(by_client) : nullptr;
  if (!found) found = find(by_address);
  if (!found) found = std::make_shared<SmbSession>();
  sweep();
  sessions_[by_address] = found;
  if (known) sessions_[by_client] = found;
  return found;
}

std::shared_ptr<SmbSession> SmbSessions::find(const Key& key) const {
  const auto at = sessions_.find(key);
  return at == sessions_.end() ? nullptr : at->second.lock();
}

void SmbSessions::sweep() {
  if (sessions_.size() < sweep_at_) return;
  std::erase_if(sessions_, [](const auto& one) { return one.second.expired(); });
  sweep_at_ = 2 * sessions_.size() + 1024;
}

}  // namespace runseal::capture
