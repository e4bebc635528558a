// Sheets of A4 going into a PDF: head, foot and watermark of each, and where its own content may stand. Points.
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include <memory>
#include <set>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "notice/page_text.h"

namespace runseal::notice {

struct PageSetup {
  std::string title;
  std::string creator;
  std::string created;   // ISO 8601, to the second
  std::string language;  // decides how characters that languages share look
  Words head;            // from the second page on
  Words foot_left;
  std::string foot_right;  // with {page} and {pages}
  std::string watermark;   // empty: none
  Words banner;            // at the head of every page; empty: none
};

class Sheets {
 public:
  static constexpr double paper_width = 595.276, paper_height = 841.89;  // ISO 216: 210 mm × 297 mm
  static constexpr double width = 495;                                   // between the margins
  static constexpr double margin = (paper_width - width) / 2;
  static constexpr double bottom = paper_height - 62;

  // Errors: unavailable (this host has no font at all; without one nothing can be set in type).
  [[nodiscard]] static Result<> check_fonts();

  // pages = how many there will be, for the foot (0 while that is being found out). Begins the first one.
  Sheets(PageSetup setup, std::size_t pages);
  Sheets(const Sheets&) = delete;
  Sheets& operator=(const Sheets&) = delete;

  double next();  // begins a sheet; where its content begins
  [[nodiscard]] double top() const { return top_; }
  [[nodiscard]] std::size_t count() const { return page_; }
  [[nodiscard]] cairo_t* pen() const { return pen_.get(); }
  [[nodiscard]] Paragraph paragraph(const Words& words, double wide);
  void line(double y, const Colour& colour);
  void fill(double y, double height, const Colour& colour);

  // Ends the last sheet. Errors: invalid (characters that no font here can draw, listed), internal.
  [[nodiscard]] Result<Bytes> finish();

 private:
  struct Release {
    void operator()(cairo_surface_t* it) const { cairo_surface_destroy(it); }
    void operator()(cairo_t* it) const { cairo_destroy(it); }
    template <class Object>
    void operator()(Object* it) const {
      g_object_unref(it);
    }
  };
  template <class T>
  using Owned = std::unique_ptr<T, Release>;

  void begin();
  void end();
  void draw_watermark();
  [[nodiscard]] Result<> check_characters() const;

  PageSetup setup_;
  std::size_t pages_;
  Bytes bytes_;  // before the surface, which writes into it to the last
  Owned<cairo_surface_t> surface_;
  Owned<cairo_t> pen_;
  Owned<PangoFontMap> fonts_;
  Owned<PangoContext> context_;
  std::size_t page_ = 0;
  double top_ = 0;
  std::set<char32_t> unknown_;
};

}  // namespace runseal::notice
