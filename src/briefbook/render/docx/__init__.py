"""The DOCX renderer of the stage *render*: a semantic tree → the bytes of a Word document.

Office Open XML, ECMA-376 (https://ecma-international.org/publications-and-standards/standards/ecma-376/),
transitional, as Word 2013 and later read it. Begin at :mod:`briefbook.render.docx.renderer`.
"""
