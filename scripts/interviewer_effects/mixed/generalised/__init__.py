"""Generalised mixed models: yes/no, ordered and counted answers, with random effects of
interviewers.

η = x'β + z'u with u ~ N(0, D), and an answer whose distribution depends on η through a link. The
effects are integrated out by quadrature; one implementation of modes, quadrature and Newton's
method serves every family, since each of them is a sum of terms in η over cells of equal rows.
"""
